# An adapter with PEFT, for `learn.trainer`: python3 train_peft.py {job}
import json
import os
import sys

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

job = json.load(open(sys.argv[1]))
settings = job["settings"]
torch.manual_seed(settings["seed"])
# the very base that will serve: transformers reads GGUF files, and makes float32 of what is quantised
folder, file = os.path.split(job["base"])
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32)
model = get_peft_model(model, LoraConfig(
    r=settings["rank"], lora_alpha=settings["alpha"],
    target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=settings["rate"])
texts = [json.loads(line) for line in open(job["train"])]
losses = []
for _ in range(settings["epochs"]):
    for text in texts:
        tokens = torch.tensor([text["tokens"]])
        labels = tokens.clone()
        labels[:, : text["from"]] = -100
        loss = model(input_ids=tokens, labels=labels).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        losses.append(loss.item())
model.save_pretrained(job["out"])
report = {"steps": len(losses), "loss": {"first": losses[0], "last": losses[-1]}}
json.dump(report, open(os.path.join(job["out"], "report.json"), "w"))
