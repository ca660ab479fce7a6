"""Times PyTorch on one of the bench's models: `python3 torch_bench.py MODEL THREADS MODELS LAYOUT`.

Prints one line of JSON when it is ready, then for every line "N" on standard input trains N updates of each of its models, one after the
other in turns, and prints {"ms": …}. LAYOUT is "plain" or "channels_last".
"""

import json
import sys
import time

import torch
from torch import nn

BATCHES = 10


class TextNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10_000, 32)
        self.convolution = nn.Conv1d(32, 64, 3, padding="same")
        self.top = nn.Sequential(nn.ReLU(), nn.MaxPool1d(2), nn.Flatten(), nn.Linear(64 * 128, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.top(self.convolution(self.embedding(x).transpose(1, 2)))


class SeriesNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(14, 32, batch_first=True)
        self.top = nn.Linear(32, 1)

    def forward(self, x):
        return self.top(self.lstm(x)[0][:, -1])


def picture_net():
    return nn.Sequential(
        nn.Conv2d(1, 64, 2, padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.3),
        nn.Conv2d(64, 32, 2, padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.3),
        nn.Flatten(), nn.Linear(1568, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 10),
    )


def table_net():
    return nn.Sequential(nn.Linear(13, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))


def binary_loss(logits, y):
    return nn.functional.binary_cross_entropy_with_logits(logits[:, 0], y)


def squared_loss(output, y):
    return nn.functional.mse_loss(output[:, 0], y)


MODELS = {
    "cnn": (picture_net, nn.functional.cross_entropy, 64, lambda n: (torch.randn(n, 1, 28, 28), torch.randint(10, (n,)))),
    "mlp": (table_net, squared_loss, 32, lambda n: (torch.randn(n, 13), torch.randn(n))),
    "embedding": (TextNet, binary_loss, 64, lambda n: (torch.randint(10_000, (n, 256)), torch.randint(2, (n,)).float())),
    "lstm": (SeriesNet, squared_loss, 32, lambda n: (torch.randn(n, 120, 14), torch.randn(n))),
}


def main():
    name, threads, count, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    make, loss_of, batch, data = MODELS[name]
    x, y = data(BATCHES * batch)
    networks = [make().train() for _ in range(count)]
    if layout == "channels_last" and x.dim() == 4:
        x = x.contiguous(memory_format=torch.channels_last)
        networks = [network.to(memory_format=torch.channels_last) for network in networks]
    optimizers = [torch.optim.Adam(network.parameters(), lr=0.001) for network in networks]
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    update = 0
    for line in sys.stdin:
        started = time.perf_counter()
        for _ in range(int(line)):
            at = (update % BATCHES) * batch
            update += 1
            for network, optimizer in zip(networks, optimizers):
                optimizer.zero_grad()
                loss = loss_of(network(x[at : at + batch]), y[at : at + batch])
                loss.backward()
                optimizer.step()
        loss.item()
        print(json.dumps({"ms": (time.perf_counter() - started) * 1000}), flush=True)


main()
