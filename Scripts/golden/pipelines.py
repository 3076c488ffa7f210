#!/usr/bin/env python3
"""Makes the golden fixtures of Tests/VideoPipelinesTests: tiny random pipelines and what diffusers computes with them.

    pip install torch==2.13.0+cpu diffusers==0.42.1 transformers==5.23.0 sentencepiece safetensors
    python3 Scripts/golden/pipelines.py [FIXTURE...]

Each fixture is a model folder in the diffusers layout with 16-bit weights, `case.json` with the request, and
`expected.safetensors` with, for float32 arithmetic on those weights: the text encoder's rows, one velocity of the
transformer, the final latent, the decoded frames, and the VAE's encoding of a small clip. The fixture with a control branch
also has what steered it: a control video, its mask and a reference, 0...255, the control latent of the velocity, and the latent
with another scale for each hint. Those that start from pictures have the keyframes, 0...255, and what the picture encoder makes
of them, where there is one; the one that begins from another clip has that, 0...255.
`clip-processor` is a picture processor alone, with pictures of several shapes and what transformers makes of them.
"""
import json, os, shutil, sys, warnings

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import diffusers, numpy, sentencepiece, torch, transformers
from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler
from diffusers import WanImageToVideoPipeline, WanPipeline, WanTransformer3DModel, WanVACEPipeline, WanVACETransformer3DModel
from diffusers import WanVideoToVideoPipeline
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModel, UMT5Config, UMT5EncoderModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

ROOT = os.path.join(os.path.dirname(__file__), "..", "..", "Tests", "VideoPipelinesTests", "Fixtures")
PROMPT, NEGATIVE, SEED = "a red balloon rises over the sea", "blurry", 1234

FAMILIES = {
    "wan21": dict(vae=dict(base_dim=6, z_dim=16, dim_mult=[1, 1, 2, 2], num_res_blocks=1,
                           temperal_downsample=[False, True, True]),
                  size=(48, 32, 9), guidance=4.0, scheduler=UniPCMultistepScheduler(
                      prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=3.0)),
    "wan22-ti2v": dict(vae=dict(base_dim=4, decoder_base_dim=4, z_dim=48, dim_mult=[1, 2, 4, 4], num_res_blocks=1,
                                temperal_downsample=[False, True, True], is_residual=True, in_channels=12,
                                out_channels=12, patch_size=2, scale_factor_temporal=4, scale_factor_spatial=16),
                       size=(64, 32, 9), guidance=1.0, scheduler=FlowMatchEulerDiscreteScheduler(shift=5.0),
                       expand_timesteps=True),
    "wan22-moe": dict(vae=dict(base_dim=4, z_dim=16, dim_mult=[1, 1, 2, 2], num_res_blocks=1,
                               temperal_downsample=[False, True, True]),
                      size=(32, 32, 5), guidance=3.0, boundary_ratio=0.875, scheduler=UniPCMultistepScheduler(
                          prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000,
                          flow_shift=5.0)),
    "vace": dict(vae=dict(base_dim=4, z_dim=16, dim_mult=[1, 1, 2, 2], num_res_blocks=1,
                          temperal_downsample=[False, True, True]),
                 size=(48, 32, 5), guidance=3.0, vace_layers=[0, 2], scheduler=UniPCMultistepScheduler(
                     prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=3.0)),
}
SMALL_VAE = dict(base_dim=4, z_dim=16, dim_mult=[1, 1, 2, 2], num_res_blocks=1, temperal_downsample=[False, True, True])
# `pictures`: which frames are given; `clip`: whether the transformer sees them through a picture encoder, too.
FAMILIES |= {
    "wan21-i2v": dict(vae=SMALL_VAE, size=(48, 32, 9), guidance=3.0, pictures=[0], clip=True,
                      scheduler=FAMILIES["wan21"]["scheduler"]),
    "wan21-flf2v": dict(vae=SMALL_VAE, size=(32, 48, 5), guidance=3.0, pictures=[0, 4], clip=True,
                        scheduler=FAMILIES["wan21"]["scheduler"]),
    "wan22-i2v": dict(vae=SMALL_VAE, size=(32, 32, 9), guidance=3.0, pictures=[0, 8], boundary_ratio=0.9,
                      scheduler=FAMILIES["wan22-moe"]["scheduler"]),
    "wan22-ti2v-image": FAMILIES["wan22-ti2v"] | dict(guidance=3.0, pictures=[0]),
    # Begins from another clip: of three steps the last two are made.
    "wan21-guide": dict(vae=SMALL_VAE, size=(48, 32, 9), guidance=3.0, strength=0.7, scheduler=FAMILIES["wan21"]["scheduler"]),
}


def lively(model, std):
    """Random weights large enough that a wrong term shows, rounded to what 16 bits hold."""
    for name, p in model.named_parameters():
        if p.ndim == 1 or p.shape[0] == 1 or name.endswith("gamma"):
            torch.nn.init.normal_(p, mean=1.0 if name.endswith(("weight", "gamma")) else 0.0, std=0.3)
        else:
            torch.nn.init.normal_(p, std=std / (p[0].numel() ** 0.5))
        p.data = p.data.half().float()
    return model.eval()


def tokenizer(folder):
    os.makedirs(folder)
    corpus = os.path.join(folder, "corpus.txt")
    with open(corpus, "w") as f:
        f.write("a red balloon rises over the sea\nthe camera pans right\nblurry and dark\n" * 50)
    sentencepiece.SentencePieceTrainer.train(
        input=corpus, model_prefix=os.path.join(folder, "spiece"), vocab_size=300, pad_id=0, eos_id=1, unk_id=2,
        bos_id=-1, byte_fallback=True, hard_vocab_limit=False, minloglevel=2)
    os.remove(corpus)
    os.remove(os.path.join(folder, "spiece.vocab"))
    return sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "spiece.model"))


def picture_processor(side):
    return CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side})


def make_processor():
    folder = os.path.join(ROOT, "clip-processor")
    shutil.rmtree(folder, ignore_errors=True)
    processor = picture_processor(28)
    processor.save_pretrained(folder)
    draw = numpy.random.default_rng(SEED)
    tensors = {}
    # Smaller and larger, wide and tall, as large, extreme. Pillow 13 scales some tall pictures columns first; see
    # Docs/numerics.md.
    for height, width in [(48, 32), (32, 48), (28, 28), (9, 7), (100, 61), (57, 131), (28, 75), (29, 300), (1, 2)]:
        picture = draw.integers(0, 256, (height, width, 3), dtype=numpy.uint8)
        if height == 48:  # edges whose overshoot must be cut off
            picture = (picture > 127).astype(numpy.uint8) * 255
        pixels = processor(images=Image.fromarray(picture), return_tensors="pt").pixel_values[0]
        tensors[f"picture{height}x{width}"] = torch.from_numpy(picture).float()
        tensors[f"pixels{height}x{width}"] = pixels.permute(1, 2, 0).contiguous()
    save_file(tensors, os.path.join(folder, "expected.safetensors"))


def embed(text, tok, encoder):
    ids = tok.encode(text) + [1]
    padded = torch.tensor([ids + [0] * (512 - len(ids))])
    rows = encoder(padded, (torch.arange(512) < len(ids)).long()[None]).last_hidden_state
    return rows * (torch.arange(512) < len(ids))[None, :, None], len(ids)


@torch.no_grad()
def make(name, family):
    torch.manual_seed(7)
    folder = os.path.join(ROOT, name)
    shutil.rmtree(folder, ignore_errors=True)
    model = os.path.join(folder, "model")
    tok = tokenizer(os.path.join(model, "tokenizer"))
    z, (width, height, frames) = family["vae"]["z_dim"], family["size"]
    encoder = lively(UMT5EncoderModel(UMT5Config(
        vocab_size=320, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=2, dropout_rate=0.0,
        feed_forward_proj="gated-gelu")), 1.0)
    vae = lively(AutoencoderKLWan(latents_mean=[0.1 * i for i in range(z)], latents_std=[1 + 0.05 * i for i in range(z)],
                                  **family["vae"]), 1.4)

    given = family.get("pictures", [])
    beside = given and not family.get("expand_timesteps")
    vision = dict(image_dim=16, added_kv_proj_dim=40, pos_embed_seq_len=2 * 5 if len(given) == 2 else None)

    def transformer():
        common = dict(
            patch_size=(1, 2, 2), num_attention_heads=2, attention_head_dim=20,
            in_channels=2 * z + 4 if beside else z, out_channels=z, **(vision if family.get("clip") else {}),
            text_dim=32, freq_dim=64, ffn_dim=56, num_layers=2, cross_attn_norm=True, qk_norm="rms_norm_across_heads")
        if "vace_layers" not in family:
            return lively(WanTransformer3DModel(**common), 1.5)
        return lively(WanVACETransformer3DModel(
            **{**common, "num_layers": 3}, vace_layers=family["vace_layers"], vace_in_channels=2 * z + 64), 1.5)

    parts = dict(tokenizer=None, text_encoder=encoder, vae=vae, transformer=transformer(), scheduler=family["scheduler"])
    if "vace_layers" in family:
        pipe = WanVACEPipeline(**parts)
    else:
        if family.get("clip"):
            parts["image_encoder"] = lively(CLIPVisionModel(CLIPVisionConfig(
                hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=2, image_size=28,
                patch_size=14, hidden_act="gelu")), 1.5)
            parts["image_processor"] = picture_processor(28)
        pipe = (WanImageToVideoPipeline if given else WanPipeline)(
            **parts, transformer_2=transformer() if "boundary_ratio" in family else None,
            boundary_ratio=family.get("boundary_ratio"), expand_timesteps=family.get("expand_timesteps", False))
    pipe.set_progress_bar_config(disable=True)
    prompt, count = embed(PROMPT, tok, encoder)
    negative, _ = embed(NEGATIVE, tok, encoder)
    request = dict(width=width, height=height, num_frames=frames, num_inference_steps=3, guidance_scale=family["guidance"],
                   prompt_embeds=prompt, negative_prompt_embeds=negative)
    steering = {}
    if "vace_layers" in family:
        draw = numpy.random.default_rng(SEED)
        pictures = lambda *shape: draw.integers(0, 256, shape + (3,), dtype=numpy.uint8)
        video, reference = pictures(frames, height, width), pictures(40, 24)
        mask = numpy.zeros_like(video)
        mask[:, 8:24, 12:40] = 255
        mask[:, :8, :12] = 90
        image = Image.fromarray
        request.update(video=[image(f) for f in video], mask=[image(f[..., 0]) for f in mask],
                       reference_images=[image(reference)])
        steering = {name: torch.from_numpy(x) for name, x in dict(video=video, mask=mask, reference=reference).items()}
    condition = {}
    if given:
        draw = numpy.random.default_rng(SEED)
        images = [Image.fromarray(draw.integers(0, 256, (4, 4, 3), dtype=numpy.uint8)).resize((width, height), Image.BICUBIC)
                  for _ in given]
        request.update(image=images[0], last_image=images[1] if len(images) == 2 else None)
        steering["keyframes"] = torch.stack([torch.from_numpy(numpy.array(i)) for i in images])
        if family.get("clip"):
            features = pipe.encode_image(images if len(images) == 2 else images[0], "cpu")
            steering["features"] = features.flatten(0, 1)
            condition["encoder_hidden_states_image"] = features
    renderer = pipe
    if "strength" in family:
        draw = numpy.random.default_rng(SEED)
        guide = [Image.fromarray(draw.integers(0, 256, (4, 4, 3), dtype=numpy.uint8)).resize((width, height), Image.BICUBIC)
                 for _ in range(frames)]
        renderer = WanVideoToVideoPipeline(**parts)
        renderer.set_progress_bar_config(disable=True)
        del request["num_frames"]
        request.update(video=guide, strength=family["strength"])
        steering["guide"] = torch.stack([torch.from_numpy(numpy.array(i)) for i in guide])
    run = lambda kind: renderer(**request, generator=torch.Generator("cpu").manual_seed(SEED), output_type=kind).frames
    latents = run("latent")[0]
    if "reference" in steering:  # its frame is still in front
        latents = latents[:, 1:]
        scales = [0.6, 1.3]
        steering["latents_scaled"] = pipe(
            **request, conditioning_scale=scales, generator=torch.Generator("cpu").manual_seed(SEED),
            output_type="latent").frames[0, :, 1:]
        control = torch.randn(1, 2 * z + 64, *latents.shape[1:], generator=torch.Generator("cpu").manual_seed(SEED + 1))
        steering["control"] = condition["control_hidden_states"] = control
    timestep = torch.tensor([500.0])
    if given and not beside:  # a timestep for each token, 0 for those of the first frame
        tokens = latents[0].numel() // 4
        timestep = (torch.arange(tokens) >= tokens // latents.shape[1]).float()[None] * 500
    point = torch.randn(1, 2 * z + 4 if beside else z, *latents.shape[1:], generator=torch.Generator("cpu").manual_seed(SEED))
    clip = torch.rand(1, 3, 9, height, width, generator=torch.Generator("cpu").manual_seed(SEED)) * 2 - 1
    expected = dict(
        text=prompt[0, :count], velocity=pipe.transformer(point, timestep, prompt, **condition).sample[0],
        latents=latents, frames=torch.from_numpy(run("np")[0]), clip=clip[0].permute(1, 2, 3, 0),
        encoded=vae.encode(clip).latent_dist.mean[0], **steering)
    expected = {k: (v[0] if k == "control" else v).float().contiguous() for k, v in expected.items()}
    save_file(expected, os.path.join(folder, "expected.safetensors"))
    json.dump(dict(prompt=PROMPT, negative_prompt=NEGATIVE, width=width, height=height, frames=frames, steps=3,
                   guidance=family["guidance"], seed=SEED, **({"keyframes": given} if given else {}),
                   **({"strength": family["strength"]} if "strength" in family else {}), made_by="Scripts/golden/pipelines.py",
                   torch=torch.__version__, diffusers=diffusers.__version__, transformers=transformers.__version__),
              open(os.path.join(folder, "case.json"), "w"), indent=2)
    pipe.to(torch.float16).save_pretrained(model)
    index = json.load(open(os.path.join(model, "model_index.json")))
    index["tokenizer"] = ["transformers", "T5Tokenizer"]
    json.dump(index, open(os.path.join(model, "model_index.json"), "w"), indent=2)
    size = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(folder) for f in fs)
    print(f"{name}: {size / 1e6:.2f} MB, frames std {expected['frames'].std():.3f}, latents std {latents.std():.3f}")


if __name__ == "__main__":
    for name in sys.argv[1:] or [*FAMILIES, "clip-processor"]:
        make(name, FAMILIES[name]) if name in FAMILIES else make_processor()
