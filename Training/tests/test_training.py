"""The recipe: conditions as diffusers makes them, shortcuts that change nothing, stages that go on where they stopped."""
import argparse
import json
import random
from dataclasses import replace

import pytest
import torch

pytest.importorskip("diffusers")
from accelerate import Accelerator
from diffusers import WanVACEPipeline
from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify
from diffusers.video_processor import VideoProcessor
from PIL import Image

from toybox import attention, config, distil, stock, tasks, text, train_model, vae as vaes
from toybox.feed import Jobs, kept_back
from toybox.muon import Muon, orthogonal
from toybox.run import Stage, load_weights, save_weights
from toybox.world import Scene, World

TINY = ["vae.base_dim=4", "vae.decoder_base_dim=4", "model.heads=2", "model.head_dim=16", "model.ffn=32", "model.layers=2", "model.vace_layers=[0,1]",
        "text.width=32", "text.layers=1", "text.vocabulary=400"]
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def c():
    return config.load("nano", TINY)


@pytest.fixture(scope="module")
def vae(c):
    torch.manual_seed(0)
    vae = vaes.make(c, [random.Random(i).uniform(-1, 1) for i in range(c.vae.z_dim)], [random.Random(i).uniform(0.5, 2) for i in range(c.vae.z_dim)])
    for p in vae.parameters():
        if p.ndim > 2:
            torch.nn.init.kaiming_normal_(p)
    return vae.eval().requires_grad_(False)


def test_presets_are_complete_and_strict():
    for name, channels in (("toybox", 48), ("nano", 24)):
        assert config.load(name).vae.z_dim == channels
    with pytest.raises(SystemExit):
        config.load("nano", ["model.layer=3"])


def test_the_toybox_fits_its_folder():
    c = config.load("toybox")
    with torch.device("meta"):
        transformer = sum(p.numel() for p in train_model.make_transformer(c).parameters())
        total = transformer + sum(p.numel() for m in (vaes.make(c), text.make_encoder(c)) for p in m.parameters())
    assert 20e6 <= transformer <= 40e6 and total * 2 <= 79e6


@pytest.mark.parametrize("task", list(tasks.TASKS))
@torch.no_grad()
def test_conditions_are_those_of_the_pipeline(c, vae, task):
    world, seed = World.named("small"), 0
    while (job := tasks.prepare(seed, world, 64, 64, 9)).task != task:
        seed += 1
    sample = tasks.shoot(job, CPU)[0]
    pool = tasks.Pool(vaes.Latents(vae, CPU), 4)
    pool.add([sample])
    item = next(iter(pool.shelves.values()))[0]

    class Config:                                        # as much of a transformer as the pipeline asks for
        patch_size = (1, 2, 2)
    pipe = WanVACEPipeline.__new__(WanVACEPipeline)
    pipe.vae, pipe.transformer, pipe.vae_scale_factor_spatial, pipe.vae_scale_factor_temporal = vae, argparse.Namespace(config=Config), 16, 4
    pipe.video_processor = VideoProcessor(vae_scale_factor=16)

    def pictures(x):
        return [Image.fromarray(f) for f in ((x.permute(1, 2, 3, 0).numpy() + 1) * 127.5 + 0.5).clip(0, 255).astype("uint8")]
    video = pictures(sample.control) if sample.control is not None else None
    mask = [Image.fromarray((m * 255).byte().numpy()) for m in sample.mask] if video is not None else None
    references = [pictures(r[:, None])[0] for r in sample.references] or None
    v, m, r = pipe.preprocess_conditions(video, mask, references, 1, 64, 64, 9, torch.float32, CPU)
    expected = torch.cat([pipe.prepare_video_latents(v, m, r, None, CPU), pipe.prepare_masks(m, r)], 1)[0]
    got = item.control.float()
    assert got.shape == expected.shape
    assert (got - expected).abs().mean() < 0.02 and item.x0.shape[1] == expected.shape[1]        # 8-bit pictures and bfloat16 between


@pytest.mark.parametrize("task", list(tasks.TASKS))
def test_samples_come_back_from_files(task, tmp_path):
    world, seed = World.named("small"), 0
    while (job := tasks.prepare(seed, world, 64, 64, 9)).task != task:
        seed += 1
    sample = tasks.shoot(job, CPU)[0]
    (tmp_path / "stock").mkdir()
    torch.save([stock.to_bytes(sample)], tmp_path / "stock" / "0000.pt")
    again = stock.Stock(str(tmp_path), world).sample(0)
    assert again.scene == sample.scene and again.task == task and len(again.references) == len(sample.references)
    for a, b in ((again.target, sample.target), (again.control, sample.control), (again.mask, sample.mask), *zip(again.references, sample.references)):
        assert (a is None) == (b is None)
        assert a is None or (a - b).abs().max() < 0.5 / 127 + 1e-6


def test_some_combinations_are_never_trained_on(c):
    world, make, rng = World.named("small"), Jobs(c), random.Random(4)
    scenes = [Scene.random(seed, world) for seed in range(3000)]
    assert 0.01 < sum(kept_back(s) for s in scenes) / len(scenes) < 0.04                     # one in 64 for each actor
    seen = [job.scene for _ in range(15) for job in make(rng)]
    assert len(seen) >= 30 and not any(kept_back(s) for s in seen)
    hidden = next(s for s in scenes if kept_back(s))
    assert kept_back(replace(hidden, seed=1, time="night", layout=0))                        # a matter of the combination alone


def test_one_frame_has_its_own_tasks(vae):
    pool = tasks.Pool(vaes.Latents(vae, CPU), 100)
    for seed in range(12):
        job = tasks.prepare(seed, World.named("small"), 64, 64, 1)
        assert job.task in tasks.OF_STILLS
        pool.add(tasks.shoot(job, CPU))
    assert all(k[1] >= 1 for k in pool.shelves) and all(i.still for s in pool.shelves.values() for i in s)


@torch.no_grad()
def test_short_padding_changes_nothing(c):
    torch.manual_seed(1)
    transformer = train_model.make_transformer(c).eval()
    for p in transformer.parameters():
        torch.nn.init.normal_(p, std=0.1)
    words, x, control = torch.randn(2, 10, 32), torch.randn(2, 24, 3, 4, 4), torch.randn(2, 304, 3, 4, 4)
    words[:, 8:] = 0
    call = lambda h: transformer(hidden_states=x, timestep=torch.tensor([300.0, 800.0]), encoder_hidden_states=h, control_hidden_states=control, return_dict=False)[0]
    whole = call(torch.nn.functional.pad(words, (0, 0, 0, 512 - 10)))
    for block in [*transformer.blocks, *transformer.vace_blocks]:
        block.attn1.set_processor(attention.Short()), block.attn2.set_processor(attention.Short())
    assert (call(words[:, :9]) - whole).abs().max() < 1e-4


@pytest.mark.parametrize("frames", [1, 5, 17])
def test_a_whole_clip_at_once_is_the_streamed_one(c, frames):
    """Values and gradients, against diffusers' own chunks."""
    torch.manual_seed(4)
    vae = vaes.make(c)
    for p in vae.parameters():
        torch.nn.init.normal_(p, std=0.3)
    x = torch.rand(2, 3, frames, 32, 48) * 2 - 1

    def streamed(z):
        vae.clear_cache()
        z, parts = vae.post_quant_conv(z), []
        for i in range(z.shape[2]):
            vae._conv_idx = [0]
            parts.append(vae.decoder(z[:, :, i:i + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, first_chunk=i == 0))
        return unpatchify(torch.cat(parts, 2), 2)

    def gradients(mean, frames):
        vae.zero_grad()
        (frames.square().mean() + mean.square().mean()).backward()
        return mean.detach(), frames.detach(), torch.cat([p.grad.flatten() for p in vae.parameters() if p.grad is not None])
    mean = vae._encode(x).chunk(2, 1)[0]
    expected = gradients(mean, streamed(mean))
    mean = vaes.encode(vae, x)[0]
    for a, b in zip(gradients(mean, vaes.decode(vae, mean)), expected):
        assert (a - b).abs().max() < 1e-3 * b.abs().max()


def test_muon_makes_updates_orthogonal():
    x = orthogonal(torch.randn(2, 12, 30))
    assert (x @ x.mT - torch.eye(12)).abs().max() < 0.45
    layer = torch.nn.Linear(6, 6)
    optimiser, target = Muon(layer.parameters(), lr=0.1), torch.randn(6, 6)
    first = None
    for _ in range(60):
        loss = (layer.weight - target).square().mean() + layer.bias.square().mean()
        first = first or loss.item()
        optimiser.zero_grad(), loss.backward(), optimiser.step()
    assert loss.item() < 0.2 * first


def test_weights_travel_in_small_files(tmp_path, monkeypatch):
    import toybox.run
    monkeypatch.setattr(toybox.run, "SHARD", 1900)
    torch.manual_seed(2)
    a, b = ({"one": torch.nn.Linear(30, 30), "two": torch.nn.Linear(8, 8)} for _ in range(2))
    save_weights(str(tmp_path), a)
    assert len(list(tmp_path.glob("weights-*"))) > 1 and load_weights(str(tmp_path), b)
    for key in a:
        assert torch.equal(a[key].weight.bfloat16(), b[key].weight.bfloat16())


def test_a_stage_goes_on_where_it_stopped(tmp_path, c):
    def stage():
        torch.manual_seed(3)
        s = Stage("trial", argparse.Namespace(run=str(tmp_path), minutes=None), c, 1.0, 0.9, Accelerator(cpu=True))
        s.trains({"m": torch.nn.Linear(4, 4)}, lambda m: Muon(m["m"].parameters(), lr=0.01))
        return s
    first = stage()
    for _ in range(3):
        first.learn(first.modules["m"](torch.ones(2, 4)).square().mean())
    first.save()
    second = stage()
    assert second.step == 3 and torch.equal(second.modules["m"].weight, first.modules["m"].weight)
    assert all(torch.equal(a, b) for a, b in zip(first.ema.average, second.ema.average))
    (tmp_path / "trial" / "full.pt").unlink()                     # another machine has only the averages
    third = stage()
    assert third.step == 3 and torch.equal(third.modules["m"].weight.bfloat16(), first.ema.average[0].bfloat16())
    assert json.loads((tmp_path / "trial" / "state.json").read_text())["step"] == 3


def test_the_schedule_of_few_steps_is_the_schedulers():
    s = distil.schedule(8, 4.0)
    assert len(s) == 9 and s[0] == 1 and s[-1] == 0 and (s[1:] < s[:-1]).all()
