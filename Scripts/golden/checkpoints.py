#!/usr/bin/env python3
"""Files that Python's safetensors writes, for Tests/CheckpointsTests, into its folder Golden.

    pip install torch==2.13.0+cpu safetensors==0.8.0
    python3 Scripts/golden/checkpoints.py

Every tensor counts 0, 0.5, 1, ... in memory order.
"""
import pathlib

import safetensors.torch, torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/CheckpointsTests/Golden"
SHAPES = {
    "blocks.0.weight": ((2, 3), torch.float32),
    "blocks.0.bias": ((3,), torch.bfloat16),
    "blocks.0.scale": ((5,), torch.float16),
    "scalar": ((), torch.float32),
    "empty": ((4, 0, 2), torch.float16),
    "色 \"quoted\"": ((1,), torch.bfloat16),
}
tensors = {
    name: torch.arange(torch.Size(shape).numel(), dtype=torch.float32).mul(0.5).reshape(shape).to(dtype)
    for name, (shape, dtype) in SHAPES.items()
}
FOLDER.mkdir(exist_ok=True)
safetensors.torch.save_file(
    tensors, FOLDER / "python.safetensors",
    metadata={"made by": f"Scripts/golden/checkpoints.py, torch {torch.__version__}, "
              f"safetensors {safetensors.__version__}"})
