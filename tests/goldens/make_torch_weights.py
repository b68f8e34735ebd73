"""Writes the goldens of PyTorch's own weight files that TorchWeightsTest loads.

    python3 tests/goldens/make_torch_weights.py      # from the project's root, with PyTorch 2.13

torch-weights: the state_dict of a module that has one of each kind of layer, as it is. torch-weights-values: for each the
inputs in.NAME (or in.NAME.0 and so on) and the output out.NAME outside training. Plain fp32 on one thread.
"""
import torch
from torch import nn

from make_goldens import OUT, save


def transformer(**more):
    return dict(d_model=8, nhead=2, dim_feedforward=12, dropout=0.0, batch_first=True, **more)


def images(*sizes):
    return torch.randn(2, 4, *sizes)


def cases():
    """Each module, its inputs, and how it's called where that is not plainly."""
    x, memory, steps = torch.randn(2, 5, 8), torch.randn(2, 7, 8), torch.randn(2, 5, 4)
    keys, values = torch.randn(2, 7, 6), torch.randn(2, 7, 10)
    state = [torch.randn(2, 3) for _ in range(2)]
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    recurrent = dict(num_layers=2, bidirectional=True, batch_first=True)
    first = lambda m, *inputs: m(*inputs)[0]
    yield "encoder", nn.TransformerEncoder(nn.TransformerEncoderLayer(**transformer()), 2), [x]
    yield ("plain_encoder", nn.TransformerEncoder(
        nn.TransformerEncoderLayer(**transformer(norm_first=True, bias=False)), 1, nn.LayerNorm(8, bias=False),
        enable_nested_tensor=False), [x])
    yield ("decoder", nn.TransformerDecoder(
        nn.TransformerDecoderLayer(**transformer(norm_first=True, activation="gelu")), 2, nn.LayerNorm(8)), [x, memory],
        lambda m, x, memory: m(x, memory, tgt_mask=causal))
    yield "attention", nn.MultiheadAttention(8, 2, batch_first=True), [x, memory], lambda m, x, k: m(x, k, k)[0]
    yield ("wide_attention", nn.MultiheadAttention(8, 2, kdim=6, vdim=10, batch_first=True), [x, keys, values], first)
    yield ("plain_attention", nn.MultiheadAttention(8, 2, kdim=6, vdim=6, bias=False, batch_first=True), [x, keys],
           lambda m, x, k: m(x, k, k)[0])
    yield "lstm", nn.LSTM(4, 3, **recurrent), [steps], first
    yield "gru", nn.GRU(4, 3, **recurrent), [steps], first
    yield "rnn", nn.RNN(4, 3, **recurrent), [steps], first
    yield "plain_lstm", nn.LSTM(4, 3, bias=False, batch_first=True), [steps], first
    yield "lstm_cell", nn.LSTMCell(4, 3), [steps[:, 0], *state], lambda m, x, h, c: m(x, (h, c))[1]
    yield "gru_cell", nn.GRUCell(4, 3), [steps[:, 0], state[0]]
    yield "rnn_cell", nn.RNNCell(4, 3), [steps[:, 0], state[0]]
    yield "linear", nn.Linear(4, 3), [steps]
    yield "bilinear", nn.Bilinear(4, 8, 3), [steps, x]
    yield "embedding", nn.Embedding(9, 4), [torch.randint(0, 9, (2, 5))]
    yield "conv1d", nn.Conv1d(4, 6, 3, groups=2), [images(7)]
    yield "conv2d", nn.Conv2d(4, 6, (2, 3), stride=2, bias=False), [images(6, 7)]
    yield "conv3d", nn.Conv3d(4, 6, 2), [images(3, 4, 3)]
    yield "conv_transpose1d", nn.ConvTranspose1d(4, 6, 3), [images(5)]
    yield "conv_transpose2d", nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2), [images(3, 4)]
    yield "conv_transpose3d", nn.ConvTranspose3d(4, 6, 2), [images(2, 3, 2)]
    yield "batch_norm", nn.BatchNorm2d(4), [images(3, 4)]
    yield "group_norm", nn.GroupNorm(2, 4), [images(3, 4)]
    yield "instance_norm", nn.InstanceNorm2d(4, affine=True), [images(3, 4)]
    yield "layer_norm", nn.LayerNorm((5, 8)), [x]
    yield "rms_norm", nn.RMSNorm(8), [x]
    yield "prelu", nn.PReLU(4), [images(3, 4)]


def main():
    torch.set_num_threads(1)
    torch.backends.mha.set_fastpath_enabled(False)
    torch.manual_seed(20261127)
    modules, values = nn.Module(), {}
    for name, module, inputs, *how in cases():
        with torch.no_grad():
            for p in module.parameters():
                p.add_(torch.randn_like(p) * 0.1)
            for b in module.buffers():
                if b.is_floating_point():
                    b.add_(torch.rand_like(b))
            module.eval()
            call = how[0] if how else lambda m, *inputs: m(*inputs)
            values["out." + name] = call(module, *inputs)
        for i, x in enumerate(inputs):
            values["in.%s%s" % (name, ".%d" % i if len(inputs) > 1 else "")] = x
        modules.add_module(name, module)
    save(OUT / "torch-weights.safetensors", modules.state_dict(), {"format": "pt"})
    save(OUT / "torch-weights-values.safetensors", values, {"torch": torch.__version__})
    print(len(modules.state_dict()), len(values))


if __name__ == "__main__":
    main()
