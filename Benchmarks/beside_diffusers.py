#!/usr/bin/env python3
"""Whole models in Kinora and in diffusers on PyTorch: same folder, same request, same threads, in turn.

    beside_diffusers.py KINORA [--shape small|wan1.3b|vae]... [--rounds 5] [--threads 2] [--instructions avx2|avx512]

Every round starts a fresh process of each. Prints medians as Markdown: seconds and peak resident memory, Kinora /
diffusers = ratio. The models have random weights; time does not depend on them. --instructions holds both to an older
instruction set. Needs torch, diffusers, transformers and sentencepiece.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

# Transformer: heads of a width, feed-forward width, layers, width of the text. VAE: width of its first level.
SHAPES = {
    "small": dict(heads=6, width=64, forward=1536, layers=10, text=256, vae=24, size=(256, 256, 17), steps=4),
    "wan1.3b": dict(heads=12, width=128, forward=8960, layers=4, text=4096, vae=32, size=(320, 192, 17), steps=3),
    "vae": dict(heads=2, width=24, forward=64, layers=1, text=64, vae=96, size=(128, 128, 9), steps=1),
}
PROMPT = "a red balloon rises over the sea"
# What holds PyTorch's libraries to AVX2; AVX-512 is their own choice where the processor has it.
PEER_AVX2 = {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}


def make_model(folder, shape):
    """Saves a Wan pipeline of that shape with random weights in the diffusers layout."""
    import diffusers
    import sentencepiece
    import torch
    import transformers

    torch.manual_seed(0)
    tokenizer = folder / "tokenizer"
    tokenizer.mkdir(parents=True)
    words = folder / "words.txt"
    words.write_text((PROMPT + "\n") * 100)
    sentencepiece.SentencePieceTrainer.train(
        input=str(words), model_prefix=str(tokenizer / "spiece"), vocab_size=300, hard_vocab_limit=False,
        byte_fallback=True, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, minloglevel=2)
    words.unlink()
    text = transformers.UMT5EncoderModel(transformers.UMT5Config(
        vocab_size=320, d_model=shape["text"], d_kv=16, d_ff=64, num_layers=1, num_heads=2))
    transformer = diffusers.WanTransformer3DModel(
        num_attention_heads=shape["heads"], attention_head_dim=shape["width"], ffn_dim=shape["forward"],
        num_layers=shape["layers"], text_dim=shape["text"])
    scheduler = diffusers.UniPCMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0)
    parts = dict(text_encoder=text, transformer=transformer, vae=diffusers.AutoencoderKLWan(base_dim=shape["vae"]),
                 scheduler=scheduler)
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    index = {name: [type(part).__module__.split(".")[0], type(part).__name__] for name, part in parts.items()}
    index.update(_class_name="WanPipeline", tokenizer=["transformers", "T5Tokenizer"])
    (folder / "model_index.json").write_text(json.dumps(index))


def run_diffusers(folder, shape, threads):
    """The same stages in this process: load, denoise, decode. Prints one JSON object."""
    begin = time.perf_counter()
    import resource

    import diffusers
    import torch
    import transformers

    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    text = transformers.UMT5EncoderModel.from_pretrained(folder / "text_encoder")
    transformer = diffusers.WanTransformer3DModel.from_pretrained(folder / "transformer")
    vae = diffusers.AutoencoderKLWan.from_pretrained(folder / "vae")
    scheduler = diffusers.UniPCMultistepScheduler.from_pretrained(folder / "scheduler")
    loaded = time.perf_counter()
    width, height, frames = shape["size"]
    tokens = torch.zeros(1, 512, dtype=torch.long)
    tokens[0, :12] = 5
    rows = text(tokens, (tokens > 0).long()).last_hidden_state
    latents = torch.randn(1, 16, (frames - 1) // 4 + 1, height // 8, width // 8)
    scheduler.set_timesteps(shape["steps"])
    ready = time.perf_counter()
    for timestep in scheduler.timesteps:
        velocity = transformer(latents, timestep.expand(1), rows).sample
        latents = scheduler.step(velocity, timestep, latents).prev_sample
    denoised = time.perf_counter()
    vae.decode(latents)
    decoded = time.perf_counter()
    print(json.dumps({
        "stages": {"load": loaded - begin, "denoise": denoised - ready, "decode": decoded - denoised},
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def last_line(command, environment):
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode != 0:
        sys.exit(f"{command[0]} ended with {run.returncode}: {run.stderr[-500:]}")
    return json.loads(run.stdout.splitlines()[-1])


def compare(name, arguments, root):
    shape, folder = SHAPES[name], root / name
    if not folder.exists():
        make_model(folder, shape)
    threads = str(arguments.threads)
    ours = dict(os.environ, KINORA_THREADS=threads)
    peers = dict(os.environ, OMP_NUM_THREADS=threads, HF_HUB_OFFLINE="1")
    if arguments.instructions:
        ours["KINORA_INSTRUCTIONS"] = arguments.instructions
        peers.update(PEER_AVX2 if arguments.instructions == "avx2" else {})
    width, height, frames = shape["size"]
    kinora = [arguments.kinora, "generate", PROMPT, "--model", folder, "--width", width, "--height", height, "--frames",
              frames, "--steps", shape["steps"], "--guidance", 1, "--seed", 1, "--output", root / "clip.mp4", "--json",
              "--quiet"]
    diffusers = [sys.executable, __file__, "--diffusers", folder, "--shape", name, "--threads", threads, "-"]
    runs = [(last_line([str(part) for part in kinora], ours), last_line([str(part) for part in diffusers], peers))
            for _ in range(arguments.rounds)]

    def cell(read, unit, digits):
        a, b = (statistics.median(read(run[side]) for run in runs) for side in (0, 1))
        return f"{a:.{digits}f} / {b:.{digits}f} {unit} = {a / b:.3f}"

    print(f"| `{name}` | " + " | ".join(
        [cell(lambda run, stage=stage: run["stages"][stage], "s", 3) for stage in ("load", "denoise", "decode")]
        + [cell(lambda run: run["peak_rss_bytes"] / 2**20, "MiB", 0)]) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinora", help="the built program")
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--instructions", choices=["avx2", "avx512"])
    parser.add_argument("--models", type=pathlib.Path, help="where the models are kept; otherwise made anew each time")
    parser.add_argument("--diffusers", type=pathlib.Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.diffusers:
        return run_diffusers(arguments.diffusers, SHAPES[arguments.shape[0]], arguments.threads)
    print("| shape | load | denoise | decode | peak memory |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.shape or SHAPES:
            compare(name, arguments, arguments.models or pathlib.Path(scratch))


if __name__ == "__main__":
    main()
