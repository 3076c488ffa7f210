#!/usr/bin/env python3
"""Makes Tests/VideoPipelinesTests/Fixtures/loras: small LoRAs in every spelling, and what diffusers computes with them.

    pip install torch==2.13.0+cpu diffusers==0.42.1 transformers==5.23.0 peft==0.21.2 sentencepiece safetensors
    python3 Scripts/golden/loras.py

They are put on the model folders that pipelines.py made. Each case is a set of LoRA files with strengths in `cases.json`, and
the final latent and frames in `CASE.safetensors`. The weights are merged by hand in float32; where diffusers can load a file by
itself (`load_lora_weights`, with PEFT), its clip must be the same, or nothing is written.

- `wan21`: one LoRA for all layers of the blocks and some outside, in seven spellings that mean the same weights.
- `wan21-differences`: original names with alpha, differences of weights, biases, norms and modulations; a second LoRA of
  another rank and a negative strength on top.
- `wan22-moe`: one LoRA for each expert with its own strength, and one for both.
- `vace`: layers of the control branch.
"""
import json, os, shutil, sys, warnings

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import torch
from diffusers import WanPipeline, WanVACEPipeline
from diffusers.utils import logging
from PIL import Image
from safetensors.torch import load_file, save_file

sys.path.insert(0, os.path.dirname(__file__))
from pipelines import NEGATIVE, PROMPT, ROOT, SEED, embed

import sentencepiece

logging.set_verbosity_error()
logging.disable_progress_bar()
FOLDER = os.path.join(ROOT, "loras")
ORIGINAL = {  # diffusers' layer: the published one, behind "blocks.N."
    "attn1.to_q": "self_attn.q", "attn1.to_k": "self_attn.k", "attn1.to_v": "self_attn.v", "attn1.to_out.0": "self_attn.o",
    "attn2.to_q": "cross_attn.q", "attn2.to_k": "cross_attn.k", "attn2.to_v": "cross_attn.v",
    "attn2.to_out.0": "cross_attn.o", "ffn.net.0.proj": "ffn.0", "ffn.net.2": "ffn.2",
}
OUTSIDE = {
    "condition_embedder.text_embedder.linear_1": "text_embedding.0",
    "condition_embedder.time_embedder.linear_2": "time_embedding.2",
    "condition_embedder.time_proj": "time_projection.1", "proj_out": "head.head",
}


def original(layer):
    if layer in OUTSIDE:
        return OUTSIDE[layer]
    blocks, number, rest = layer.split(".", 2)
    return f"{blocks}.{number}.{ORIGINAL[rest]}"


def pipeline(name):
    kind = WanVACEPipeline if name == "vace" else WanPipeline
    pipe = kind.from_pretrained(os.path.join(ROOT, name, "model"), torch_dtype=torch.float32, tokenizer=None)
    pipe.set_progress_bar_config(disable=True)
    return pipe


@torch.no_grad()
def render(name, pipe):
    folder = os.path.join(ROOT, name)
    case = json.load(open(os.path.join(folder, "case.json")))
    tok = sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "model/tokenizer/spiece.model"))
    request = dict(
        width=case["width"], height=case["height"], num_frames=case["frames"], num_inference_steps=case["steps"],
        guidance_scale=case["guidance"], prompt_embeds=embed(PROMPT, tok, pipe.text_encoder)[0],
        negative_prompt_embeds=embed(NEGATIVE, tok, pipe.text_encoder)[0])
    steering = load_file(os.path.join(folder, "expected.safetensors"))
    if "video" in steering:
        image = lambda x: Image.fromarray(x.byte().numpy())
        request.update(video=[image(f) for f in steering["video"]], mask=[image(f[..., 0]) for f in steering["mask"]],
                       reference_images=[image(steering["reference"])])
    run = lambda kind: pipe(**request, generator=torch.Generator("cpu").manual_seed(SEED), output_type=kind).frames
    latents = run("latent")[0]
    return latents[:, 1:] if "video" in steering else latents, torch.from_numpy(run("np")[0])


def factors(transformer, layers, rank, size, seed):
    """A and B for each layer, as 16 bits hold them."""
    draw = torch.Generator().manual_seed(seed)
    modules, made = dict(transformer.named_modules()), {}
    for layer in layers:
        outputs, inputs = modules[layer].weight.shape
        normal = lambda *shape: torch.randn(shape, generator=draw)
        made[layer] = ((normal(rank, inputs) / inputs**0.5).half().float(), (normal(outputs, rank) * size).half().float())
    return made


def merge(transformer, layers, strength):
    modules = dict(transformer.named_modules())
    for layer, (down, up) in layers.items():
        modules[layer].weight.data += strength * (up @ down)


def save(name, tensors, metadata=None):
    path = os.path.join(FOLDER, name + ".safetensors")
    save_file({k: v.half().contiguous() for k, v in tensors.items()}, path, metadata=metadata)
    return path


def pairs(layers, key, down, up, scale=1.0):
    """The matrices under a spelling's names; `scale` is what alpha / rank undoes."""
    return {key(layer) + part: x for layer, (a, b) in layers.items() for part, x in ((down, a), (up, b / scale))}


def alphas(layers, key, value):
    return {key(layer) + ".alpha": torch.tensor(value) for layer in layers}


def block_layers(count, prefix="blocks"):
    return [f"{prefix}.{i}.{layer}" for i in range(count) for layer in ORIGINAL]


def same(name, found, expected, what):
    worst = (found[0] - expected[0]).abs().max() / expected[0].abs().max()
    print(f"{name}: {what} differs from merging by hand by {worst:.1e}")
    if not worst < 1e-4:
        sys.exit(f"{name}: {what} does not agree")


def wan21(cases):
    pipe = pipeline("wan21")
    plain = render("wan21", pipe)
    rank, strength = 4, 0.8
    layers = factors(pipe.transformer, block_layers(2), rank, 0.15, seed=1)
    merge(pipe.transformer, layers, strength)
    expected = render("wan21", pipe)
    print(f"wan21: the LoRA changes the latent by {(expected[0] - plain[0]).abs().max() / plain[0].abs().max():.2f}")
    flat = lambda layer: "lora_unet_" + original(layer).replace(".", "_")
    published = lambda layer: "diffusion_model." + original(layer)
    settings = {"lora_adapter_metadata": json.dumps({
        "transformer.r": rank, "transformer.lora_alpha": 8, "transformer.target_modules": sorted({l.split(".", 2)[2] for l in layers})})}
    files = {
        "diffusers": (pairs(layers, lambda l: "transformer." + l, ".lora_A.weight", ".lora_B.weight"), None),
        "diffusers-settings": (pairs(layers, lambda l: "transformer." + l, ".lora_A.weight", ".lora_B.weight", 2.0), settings),
        "diffusers-bare": (pairs(layers, lambda l: l, ".lora_down.weight", ".lora_up.weight"), None),
        "peft": (pairs(layers, lambda l: "base_model.model." + l, ".lora_A.default.weight", ".lora_B.default.weight"), None),
        "kohya": (pairs(layers, flat, ".lora_down.weight", ".lora_up.weight", 0.5) | alphas(layers, flat, 2.0), None),
        "original": (pairs(layers, published, ".lora_A.weight", ".lora_B.weight"), None),
        "original-alpha": (pairs(layers, published, ".lora_down.weight", ".lora_up.weight", 2.0)
                           | alphas(layers, published, 8.0), None),
    }
    for name, (tensors, metadata) in files.items():
        path = save(name, tensors, metadata)
        cases.append(dict(model="wan21", expected="wan21", loras=[dict(file=name, strength=strength)]))
        if name in ("peft", "diffusers-bare"):  # diffusers wants its own prefix
            continue
        pipe = pipeline("wan21")
        pipe.load_lora_weights(path, adapter_name="a")
        pipe.set_adapters(["a"], [strength])
        same("wan21", render("wan21", pipe), expected, name)
    return expected


@torch.no_grad()
def differences(cases):
    pipe = pipeline("wan21")
    draw = torch.Generator().manual_seed(5)
    layers = factors(pipe.transformer, block_layers(2) + list(OUTSIDE), 3, 0.1, seed=2)
    published = lambda layer: "diffusion_model." + original(layer)
    tensors = pairs(layers, published, ".lora_down.weight", ".lora_up.weight", 0.5) | alphas(layers, published, 1.5)
    weights, changes = dict(pipe.transformer.named_parameters()), {}

    def difference(weight, key):
        change = (torch.randn(weights[weight].shape, generator=draw) * 0.05).half().float()
        changes[weight], tensors["diffusion_model." + key] = change, change

    for i in range(2):
        for layer, name in ORIGINAL.items():
            difference(f"blocks.{i}.{layer}.bias", f"blocks.{i}.{name}.diff_b")
        for norm, name in [("attn1.norm_q", "self_attn.norm_q"), ("attn2.norm_k", "cross_attn.norm_k"), ("norm2", "norm3")]:
            difference(f"blocks.{i}.{norm}.weight", f"blocks.{i}.{name}.diff")
        difference(f"blocks.{i}.norm2.bias", f"blocks.{i}.norm3.diff_b")
        difference(f"blocks.{i}.scale_shift_table", f"blocks.{i}.diff_m")
    difference("patch_embedding.weight", "patch_embedding.diff")
    difference("patch_embedding.bias", "patch_embedding.diff_b")
    difference("proj_out.bias", "head.head.diff_b")
    difference("scale_shift_table", "head.diff_m")
    difference("condition_embedder.time_embedder.linear_1.weight", "time_embedding.0.diff")
    save("differences", tensors)
    first, second = 1.0, -0.5
    merge(pipe.transformer, layers, first)
    for weight, change in changes.items():
        weights[weight].data += first * change
    more = factors(pipe.transformer, block_layers(1), 2, 0.1, seed=3)
    save("more", pairs(more, lambda l: "transformer." + l, ".lora_A.weight", ".lora_B.weight"))
    merge(pipe.transformer, more, second)
    cases.append(dict(model="wan21", expected="wan21-differences",
                      loras=[dict(file="differences", strength=first), dict(file="more", strength=second)]))
    return render("wan21", pipe)


def experts(cases):
    pipe = pipeline("wan22-moe")
    loaded = pipeline("wan22-moe")
    use = []
    for name, strength, chosen, seed in [("high", 1.0, "high", 11), ("low", 0.6, "low", 12), ("both", 0.5, None, 13)]:
        layers = factors(pipe.transformer, block_layers(2), 4, 0.15, seed)
        path = save(name, pairs(layers, lambda l: "transformer." + l, ".lora_A.weight", ".lora_B.weight"))
        for transformer, expert in ((pipe.transformer, "high"), (pipe.transformer_2, "low")):
            if chosen in (None, expert):
                merge(transformer, layers, strength)
                loaded.load_lora_weights(path, adapter_name=name + expert, load_into_transformer_2=expert == "low")
        use.append(dict(file=name, strength=strength, **(dict(expert=chosen) if chosen else {})))
    loaded.transformer.set_adapters(["highhigh", "bothhigh"], [1.0, 0.5])
    loaded.transformer_2.set_adapters(["lowlow", "bothlow"], [0.6, 0.5])
    cases.append(dict(model="wan22-moe", expected="wan22-moe", loras=use))
    expected = render("wan22-moe", pipe)
    same("wan22-moe", render("wan22-moe", loaded), expected, "each expert's")
    return expected


def control(cases):
    pipe = pipeline("vace")
    layers = factors(pipe.transformer, block_layers(2, "vace_blocks") + ["vace_blocks.0.proj_in", "vace_blocks.1.proj_out"], 4, 0.15, 21)
    spelled = {"vace_blocks.0.proj_in": "vace_blocks.0.before_proj", "vace_blocks.1.proj_out": "vace_blocks.1.after_proj"}
    save("control", pairs(layers, lambda l: "diffusion_model." + (spelled.get(l) or original(l)), ".lora_A.weight", ".lora_B.weight"))
    merge(pipe.transformer, layers, 1.0)
    cases.append(dict(model="vace", expected="vace", loras=[dict(file="control", strength=1.0)]))
    return render("vace", pipe)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    cases = []
    for name, make in [("wan21", wan21), ("wan21-differences", differences), ("wan22-moe", experts), ("vace", control)]:
        latents, frames = make(cases)
        save_file(dict(latents=latents.contiguous(), frames=frames.contiguous()), os.path.join(FOLDER, f"expected-{name}.safetensors"))
    with open(os.path.join(FOLDER, "cases.json"), "w") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")
