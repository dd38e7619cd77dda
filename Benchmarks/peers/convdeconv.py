"""Seconds of a training step of the conv–deconv network, batches of 16, Adam.

Arguments: cells a side, channels, steps.
"""

import json
import sys
import time

import torch
from torch import nn

size, width, steps = (int(text) for text in sys.argv[1:4])
torch.manual_seed(0)
torch.set_num_threads(2)
sides = [width, 2 * width, 4 * width, 4 * width]
layers = [nn.Conv2d(1, width, 3, 1, 1), nn.ReLU()]
for before, after in zip(sides, sides[1:]):
    layers += [nn.Conv2d(before, after, 4, 2, 1), nn.ReLU()]
for before, after in [(4 * width, 2 * width), (2 * width, width), (width, 1)]:
    layers += [nn.ConvTranspose2d(before, after, 4, 2, 1), nn.ReLU()]
network = nn.Sequential(*layers)
optimizer = torch.optim.Adam(network.parameters(), 1e-4)
images, targets = torch.rand(16, 1, size, size), torch.rand(16, 1, size, size)


def step():
    optimizer.zero_grad()
    output = network(images)
    amplitudes = [torch.fft.fft2(image, norm="ortho").abs() for image in (output, targets)]
    cosine = nn.functional.cosine_similarity(output.flatten(1), targets.flatten(1)).mean()
    loss = nn.functional.mse_loss(output, targets) + 1 - cosine
    (loss + nn.functional.mse_loss(*amplitudes)).backward()
    optimizer.step()


for _ in range(5):
    step()
start = time.perf_counter()
for _ in range(steps):
    step()
print(json.dumps({
    "total": steps, "seconds": (time.perf_counter() - start) / steps,
    "version": torch.__version__}))
