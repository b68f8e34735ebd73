"""Writes the goldens that SpectrumTest and MelTest compare Merapi's audio with: torch.stft and torch.istft, and what torchaudio
computes from them (which isn't needed: resampling, mel filters, MFCC and Griffin-Lim are written out here by their formulas).

    python3 tests/goldens/make_audio.py          # from the project's root; writes tests/src/test/resources/goldens

Everything is computed in float64 and stored as float32.
"""
import math

import numpy as np
import torch
from torch.nn.functional import conv1d, pad

from make_goldens import OUT, save

RATE, N = 8000, 800


def signal():
    t = torch.arange(N, dtype=torch.float64) / RATE
    tones = 0.5 * torch.sin(2 * math.pi * 440 * t) + 0.3 * torch.sin(2 * math.pi * (300 + 4000 * t) * t)
    return (tones + 0.05 * torch.randn(N, dtype=torch.float64)).float().double()


def stft(x, fft, hop, window, center):
    return torch.stft(x, fft, hop, window.numel(), window, center=center, return_complex=True)


def hann(n):
    return torch.hann_window(n, dtype=torch.float64)


def mel_of_hz(f, slaney):
    if not slaney:
        return 2595 * np.log10(1 + f / 700)
    return np.where(f < 1000, f / (200 / 3), 15 + np.log(np.maximum(f, 1e-9) / 1000) / (np.log(6.4) / 27))


def hz_of_mel(m, slaney):
    if not slaney:
        return 700 * (10 ** (m / 2595) - 1)
    return np.where(m < 15, m * (200 / 3), 1000 * np.exp((np.log(6.4) / 27) * (m - 15)))


def bank(fft, mels, low, high, slaney):
    """As torchaudio.functional.melscale_fbanks, with norm='slaney' on Slaney's scale."""
    f = np.linspace(0, RATE // 2, fft // 2 + 1)
    ends = mel_of_hz(np.array([low, high], dtype=np.float64), slaney)
    points = hz_of_mel(np.linspace(ends[0], ends[1], mels + 2), slaney)
    width = points[1:] - points[:-1]
    slopes = points[None, :] - f[:, None]
    filters = np.maximum(0, np.minimum(-slopes[:, :-2] / width[:-1], slopes[:, 2:] / width[1:]))
    if slaney:
        filters *= 2 / (points[2:] - points[:-2])
    return torch.from_numpy(filters)


def dct(coefficients, n):
    """As scipy.fft.dct(type=2, norm='ortho')'s matrix."""
    k, m = np.arange(coefficients)[:, None], np.arange(n)[None, :]
    d = np.cos(np.pi / n * (m + 0.5) * k) * np.sqrt(2 / n)
    d[0] /= np.sqrt(2)
    return torch.from_numpy(d)


def resample(x, old, new, zeros=6, rolloff=0.99):
    """As torchaudio.functional.resample: one filter for each phase, a convolution with the old rate as its stride."""
    g = math.gcd(old, new)
    old, new = old // g, new // g
    base = min(old, new) * rolloff
    width = math.ceil(zeros * old / base)
    idx = torch.arange(-width, width + old, dtype=torch.float64)[None] / old
    t = (torch.arange(0, -new, -1, dtype=torch.float64)[:, None] / new + idx) * base
    t = t.clamp(-zeros, zeros)
    window = torch.cos(t * math.pi / zeros / 2) ** 2
    t = t * math.pi
    kernel = torch.where(t == 0, torch.ones_like(t), torch.sin(t) / t) * window * (base / old)
    y = conv1d(pad(x, (width, width + old))[None, None], kernel[:, None], stride=old)
    return y[0].t().reshape(-1)[:math.ceil(new * x.numel() / old)]


def griffin_lim(magnitude, phase, fft, hop, iterations, momentum):
    """As torchaudio.functional.griffinlim, from given phases."""
    window, m = hann(fft), momentum / (1 + momentum)
    before = torch.zeros_like(phase)
    for _ in range(iterations):
        sound = torch.istft(magnitude * phase, fft, hop, fft, window)
        rebuilt = stft(sound, fft, hop, window, True)
        phase = rebuilt - m * before
        phase = phase / (phase.abs() + 1e-16)
        before = rebuilt
    return torch.istft(magnitude * phase, fft, hop, fft, window)


def parts(name, z):
    return {name + ".real": z.real.float(), name + ".imaginary": z.imag.float()}


def main():
    torch.manual_seed(4)
    torch.set_num_threads(1)
    x = signal()
    tensors = {"x": x.float()}
    centred = stft(x, 256, 64, hann(256), True)
    plain = stft(x, 256, 100, torch.hamming_window(200, dtype=torch.float64), False)
    tensors |= parts("centred", centred) | parts("plain", plain)
    changed = centred * (0.5 + torch.rand(centred.shape, dtype=torch.float64))
    tensors |= parts("changed", torch.complex(changed.real.float(), changed.imag.float()))
    changed = changed.to(torch.complex64).to(torch.complex128)
    tensors["sound"] = torch.istft(changed, 256, 64, 256, hann(256)).float()
    tensors["sound.700"] = torch.istft(changed, 256, 64, 256, hann(256), length=700).float()
    htk, slaney = bank(256, 20, 0, 4000, False), bank(256, 24, 60, 3800, True)
    tensors |= {"bank.htk": htk.float(), "bank.slaney": slaney.float()}
    mel = htk.t() @ centred.abs() ** 2
    log = torch.log(mel + 1e-6)
    tensors |= {"mel": mel.float(), "log": log.float(), "mfcc": (dct(13, 20) @ log).float()}
    for new in (16000, 11025, 3000):
        tensors["resampled.%d" % new] = resample(x, RATE, new).float()
    turns = torch.rand(129, 9, dtype=torch.float64)
    phase = torch.polar(torch.ones_like(turns), 2 * math.pi * turns)
    magnitude = stft(x, 256, 100, hann(256), True).abs()
    phase64 = phase.to(torch.complex64)
    tensors |= parts("phase", phase64) | {"magnitude": magnitude.float()}
    tensors["guessed"] = griffin_lim(
        magnitude.float().double(), phase64.to(torch.complex128), 256, 100, 4, 0.99).float()
    save(OUT / "audio.safetensors", tensors, {"torch": torch.__version__})
    print({name: list(t.shape) for name, t in tensors.items()})


if __name__ == "__main__":
    main()
