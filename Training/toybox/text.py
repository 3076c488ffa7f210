"""The tokenizer and the text encoder, used exactly as diffusers' Wan pipelines use them."""
from __future__ import annotations

import html
import json
import os
import random
import re

import ftfy
import sentencepiece
import torch
from transformers import UMT5Config, UMT5EncoderModel

from .config import Config
from .world import Scene, World, caption

LENGTH = 512


def train_tokenizer(folder: str, c: Config, captions: int = 40_000) -> None:
    """A SentencePiece unigram vocabulary over captions of both languages, in the form T5Tokenizer loads."""
    os.makedirs(folder, exist_ok=True)
    rng, world = random.Random(c.seed), World.named(c.world)
    corpus = os.path.join(folder, "corpus.txt")
    with open(corpus, "w") as f:
        for i in range(captions):
            f.write(caption(Scene.random(i, world), rng, still=i % 5 == 0) + "\n")
    sentencepiece.SentencePieceTrainer.train(
        input=corpus, model_prefix=os.path.join(folder, "spiece"), vocab_size=c.text.vocabulary, pad_id=0, eos_id=1, unk_id=2,
        bos_id=-1, byte_fallback=True, character_coverage=1.0, model_type="unigram", hard_vocab_limit=False, minloglevel=2)
    os.remove(corpus)
    os.remove(os.path.join(folder, "spiece.vocab"))
    with open(os.path.join(folder, "tokenizer_config.json"), "w") as f:
        json.dump({"tokenizer_class": "T5Tokenizer", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "extra_ids": 0}, f, indent=2)


def load_tokenizer(folder: str) -> sentencepiece.SentencePieceProcessor:
    return sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "spiece.model"))


def make_encoder(c: Config) -> UMT5EncoderModel:
    return UMT5EncoderModel(UMT5Config(
        vocab_size=c.text.vocabulary, d_model=c.text.width, d_kv=32, d_ff=2 * c.text.width, num_layers=c.text.layers,
        num_heads=c.text.width // 32, dropout_rate=0.0, feed_forward_proj="gated-gelu"))


def clean(text: str) -> str:
    text = html.unescape(html.unescape(ftfy.fix_text(text))).strip()
    return re.sub(r"\s+", " ", text).strip()


def embed(texts: list[str], tokenizer, encoder: UMT5EncoderModel, short: bool = False) -> torch.Tensor:
    """[B, 512, d]: hidden states of the tokens and the end mark, zeros after them. The transformer attends to all 512.

    With `short` the zeros end one place after the longest text, for `attention.Short`.
    """
    ids = [(tokenizer.encode(clean(t)) + [1])[:LENGTH] for t in texts]
    longest = max(map(len, ids))                      # what follows the longest is all zeros anyway
    device = encoder.get_input_embeddings().weight.device
    padded = torch.tensor([i + [0] * (longest - len(i)) for i in ids], device=device)
    mask = torch.tensor([[1.0] * len(i) + [0.0] * (longest - len(i)) for i in ids], device=device)
    hidden = encoder(padded, mask.long()).last_hidden_state.float()
    return torch.nn.functional.pad(hidden * mask[..., None], (0, 0, 0, 1 if short else LENGTH - longest))
