/**
 * File formats: {@link dev.merapi.models.io.Safetensors} for tensors, {@link dev.merapi.models.io.Json} for everything
 * small, {@link dev.merapi.models.io.Tar} and {@link dev.merapi.models.io.Xml} for what data sets come in.
 *
 * <p>A reader treats every file as hostile: no length, offset or count of a file is believed before it was held against
 * what the file really contains, and whatever is wrong becomes a {@link dev.merapi.models.io.FileFormatException}, one
 * sentence that names the file. A writer goes through {@link dev.merapi.models.io.AtomicFile}: a file is either wholly
 * there or wholly as it was before. Failures of the disk itself are {@link java.io.UncheckedIOException}s, one sentence
 * as well, so that one {@code catch} serves both.
 */
package dev.merapi.models.io;
