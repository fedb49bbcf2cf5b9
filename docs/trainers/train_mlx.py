# An adapter with mlx-lm, for `learn.trainer`: python3 train_mlx.py <model of mlx-community, the same as the base> {job}
import json
import os
import sys

import mlx.optimizers as optim
from mlx_lm import load
from mlx_lm.tuner.trainer import TrainingArgs, train
from mlx_lm.tuner.utils import linear_to_lora_layers
from mlx_lm.utils import save_config

job = json.load(open(sys.argv[2]))
settings = job["settings"]
# pairs of tokens and the position from which on the loss is taken: what mlx-lm makes of its own data as well
texts = [(text["tokens"], text["from"]) for text in map(json.loads, open(job["train"]))]
model, _ = load(sys.argv[1])
lora = {
    "rank": settings["rank"],
    "scale": settings["alpha"] / settings["rank"],
    "dropout": 0.0,
    "keys": [f"self_attn.{name}_proj" for name in "qkvo"] + [f"mlp.{name}_proj" for name in ("gate", "up", "down")],
}
model.freeze()
linear_to_lora_layers(model, len(model.layers), lora)
config = {"fine_tune_type": "lora", "num_layers": len(model.layers), "lora_parameters": lora}
save_config(config, os.path.join(job["out"], "adapter_config.json"))
arguments = TrainingArgs(
    batch_size=1,
    iters=settings["epochs"] * len(texts),
    val_batches=1,
    max_seq_length=64 + max(len(tokens) for tokens, _ in texts),
    adapter_file=os.path.join(job["out"], "adapters.safetensors"),
)
train(model, optim.AdamW(learning_rate=settings["rate"]), texts, texts, arguments)
