/**
 * Sound: WAV files, other sampling rates, spectra and the features that speech is recognized by.
 *
 * <pre>{@code
 * Sound sound = Wav.read(path);
 * Tensor x = sound.monoAt(8000).samples();                                        // [n]
 * Tensor features = MelSpectrogram.of(8000, 256, 80, 40).log(x);                  // [40, frames]
 * }</pre>
 *
 * <p>Everything is computed in float64 in one order, with StrictMath's sines, and rounded to the input's dtype at the
 * end: the same bits on every machine and for any number of threads. Spectra and features take one signal [n] or many [..,
 * n], and gradients flow through them to the samples, so that they may stand inside a model or a loss. The records hold
 * numbers alone, no tensors, so that a model may have them as components. Conventions are those of PyTorch's {@code torch.stft} and of torchaudio, which the tests compare with.
 */
package dev.merapi.models.audio;
