#!/usr/bin/env python3
"""Golden values for Tests/DiffusionSamplingTests, written into its folder Golden.

    pip install torch==2.13.0+cpu diffusers==0.42.1 numpy
    python3 Scripts/golden/sampling.py

Noise needs a processor with AVX2, as PyTorch computes it differently elsewhere.
"""
import json, pathlib

import diffusers, numpy, torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests/DiffusionSamplingTests/Golden"
MADE_BY = f"Scripts/golden/sampling.py, torch {torch.__version__}, diffusers {diffusers.__version__}"
FLOW = dict(prediction_type="flow_prediction", use_flow_sigmas=True)


def checksum(bits):
    """FNV-1a over 32-bit words."""
    value = 0xCBF29CE484222325
    for word in bits:
        value = (value ^ int(word)) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def noise():
    assert torch.backends.cpu.get_cpu_capability() in ("AVX2", "AVX512")
    counts = [1, 2, 3, 15, 16, 17, 1, 5, 31, 32, 33, 100, 1000, 1, 4099, 0, 2, 20000]
    cases = []
    for seed in [0, 1, 42, 1234567890, 2**31, 2**32 - 1, 2**32 + 1, 2**64 - 1]:
        generator = torch.Generator("cpu").manual_seed(seed if seed < 2**63 else seed - 2**64)
        draws = []
        for count in counts:
            bits = torch.randn(count, generator=generator).numpy().view(numpy.uint32)
            draws.append({"count": count, "first": [int(b) for b in bits[:3]], "checksum": checksum(bits)})
        cases.append({"seed": str(seed), "draws": draws})
    return cases


def scheduler(kind, options):
    if kind == "uniPC":
        return diffusers.UniPCMultistepScheduler(**FLOW, **options)
    return diffusers.FlowMatchEulerDiscreteScheduler(**options)


def schedules():
    cases = []
    for kind, name in [("uniPC", "flow_shift"), ("flowMatchEuler", "shift")]:
        for shift in [1.0, 3.0, 5.0, 7.5, 12.0]:
            for steps in [1, 2, 3, 5, 20, 50]:
                made = scheduler(kind, {name: shift})
                made.set_timesteps(steps)
                cases.append({"kind": kind, "shift": shift, "steps": steps, "timesteps": made.timesteps.tolist(),
                              "sigmas": made.sigmas.tolist()})
    return cases


def velocity(x, t, pull):
    """Only products and sums, so that it rounds alike everywhere."""
    return (x * 0.75 + x * (t * 0.0005)) - pull


def trajectory(kind, options, steps):
    made = scheduler(kind, options)
    made.set_timesteps(steps)
    made.set_begin_index(0)
    generator = torch.Generator("cpu").manual_seed(steps)
    x = torch.randn(1, 2, 4, generator=generator)
    pull = torch.randn(1, 2, 4, generator=generator)
    samples = []
    for t in made.timesteps:
        x = made.step(velocity(x, t.to(torch.float32), pull), t, x, return_dict=False)[0]
        samples.append(x.flatten().tolist())
    return samples


def trajectories():
    wanted = [("uniPC", o) for o in [
        {}, {"flow_shift": 3.0}, {"flow_shift": 5.0}, {"flow_shift": 8.0, "disable_corrector": [0, 2]},
        {"flow_shift": 5.0, "solver_order": 1}, {"flow_shift": 3.0, "solver_order": 3},
        {"flow_shift": 3.0, "solver_type": "bh1", "final_sigmas_type": "sigma_min"},
        {"flow_shift": 5.0, "final_sigmas_type": "sigma_min", "lower_order_final": False}]]
    wanted += [("flowMatchEuler", o) for o in [{}, {"shift": 3.0}, {"shift": 5.0}]]
    cases = []
    for kind, options in wanted:
        config = json.dumps(json.loads(scheduler(kind, options).to_json_string()))
        for steps in [1, 2, 3, 5, 20]:
            cases.append({"kind": kind, "config": config, "steps": steps, "samples": trajectory(kind, options, steps)})
    return cases


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in [noise, schedules, trajectories]:
        lines = ",\n".join(json.dumps(case) for case in make())
        (FOLDER / f"{make.__name__}.json").write_text(f'{{"madeBy": {json.dumps(MADE_BY)}, "cases": [\n{lines}\n]}}\n')


main()
