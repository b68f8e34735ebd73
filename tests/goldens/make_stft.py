"""Writes spectra, mel spectra and cepstra of two signals at once, their inverse and their gradients of first and second
order, as torch.stft and torch.istft have them, for `StftGoldenTest`.

    python3 tests/goldens/make_stft.py      # writes tests/src/test/resources/goldens/stft.safetensors

Everything is computed in float64 and stored as float32.
"""
import torch

from make_audio import bank, dct
from make_goldens import OUT, save

N = 700
# fft, hop, window's length, its kind, centred, pad_mode: an even product of small primes, an odd one, a large prime's double
CASES = {
    "even": (400, 160, 320, torch.hann_window, True, "reflect"),
    "odd": (225, 60, 225, torch.hamming_window, True, "constant"),
    "prime": (262, 100, 200, torch.hann_window, False, "reflect"),
    "edge": (120, 50, 120, torch.hann_window, True, "replicate"),
}


def stft(x, fft, hop, length, window, center, mode):
    w = window(length, dtype=torch.float64)
    if center and mode != "constant":
        # torch.stft pads [n] and [b, n] alike in these modes.
        x = torch.nn.functional.pad(x[:, None], (fft // 2, fft // 2), mode=mode)[:, 0]
        center = False
    return torch.stft(x, fft, hop, length, w, center=center, pad_mode=mode, return_complex=True)


def random(*shape):
    return torch.randn(*shape, dtype=torch.float64).float().double()


def main():
    torch.manual_seed(6)
    torch.set_num_threads(1)
    x = random(2, N)
    tensors = {"x": x, "v": random(2, N)}
    for name, case in CASES.items():
        z = stft(x, *case)
        tensors |= {name + ".real": z.real[1], name + ".imaginary": z.imag[1]}
    direct = torch.stft(x, 400, 160, 320, torch.hann_window(320, dtype=torch.float64), return_complex=True)
    assert torch.equal(direct, stft(x, *CASES["even"])), "the mirrored ends differ from torch.stft's"

    # All frequencies, each frame's energy kept, and back; of an even and an odd transform.
    for name, fft in (("all.even", 400), ("all.odd", 225)):
        window = torch.hann_window(fft, dtype=torch.float64)
        z = torch.stft(x, fft, 75, fft, window, normalized=True, onesided=False, return_complex=True)
        bent = torch.complex(z.real ** 2, z.imag)
        back = torch.istft(bent, fft, 75, fft, window, normalized=True, onesided=False, length=N)
        tensors |= {name + ".real": z.real[1], name + ".imaginary": z.imag[1], name + ".back": back}

    # A loss on cepstra: d/dx, and the product of its second derivative with v.
    filters, rows = bank(400, 20, 0, 4000, False), dct(13, 20)
    leaf = x.clone().requires_grad_()
    mel = filters.t() @ stft(leaf, *CASES["even"]).abs() ** 2
    cepstra = rows @ torch.log(mel + 1e-6)
    loss = (cepstra ** 2).mean()
    (dx,) = torch.autograd.grad(loss, leaf, create_graph=True)
    (hv,) = torch.autograd.grad((dx * tensors["v"]).sum(), leaf)
    tensors |= {"mel": mel, "cepstra": cepstra, "loss": loss, "dx": dx, "hv": hv}

    # Magnitudes, of which a silent stretch has none: their gradient there is 0.
    quiet = x.clone()
    quiet[:, 200:] = 0
    quiet.requires_grad_()
    (tensors["quiet.dx"],) = torch.autograd.grad(stft(quiet, *CASES["even"]).abs().sum(), quiet)

    # The way back and its gradient.
    window = torch.hann_window(320, dtype=torch.float64)
    re, im = random(2, 201, 5).requires_grad_(), random(2, 201, 5).requires_grad_()
    sound = torch.istft(torch.complex(re, im), 400, 100, 320, window, length=450)
    (dre, dim) = torch.autograd.grad((sound ** 3).sum(), (re, im))
    tensors |= {"re": re, "im": im, "sound": sound, "dre": dre, "dim": dim}
    save(OUT / "stft.safetensors", {k: t.detach().float() for k, t in tensors.items()}, {"torch": torch.__version__})
    print({name: list(t.shape) for name, t in tensors.items()})


if __name__ == "__main__":
    main()
