package dev.merapi.cli;

import dev.merapi.cli.task.Diary;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.train.Callback;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A task's diary in a run's folder: a safetensors file whose names are {@code EPOCH.NAME}, written anew each epoch. */
record DiaryFile(Path file, Diary diary) implements Callback {
    private static final String FORMAT = "merapi-diary-1";

    @Override
    public void on(Event event) {
        if (event instanceof EpochEnd end) {
            int epoch = end.progress().epoch();
            try (Scope _ = Scope.open()) {
                Map<String, Tensor> tensors = new LinkedHashMap<>();
                entries().stream()
                        .filter(entry -> entry.epoch() < epoch)
                        .forEach(entry -> put(tensors, entry.epoch(), entry.notes()));
                put(tensors, epoch, diary.note());
                Safetensors.write(file, tensors, Map.of("format", FORMAT));
            }
        }
    }

    private static void put(Map<String, Tensor> tensors, int epoch, Map<String, Tensor> notes) {
        notes.keySet().stream().sorted().forEach(name -> tensors.put(epoch + "." + name, notes.get(name)));
    }

    /** All epochs' notes, in order; none if there is no file yet. */
    List<Diary.Entry> entries() {
        if (!Files.exists(file)) {
            return List.of();
        }
        Map<Integer, Map<String, Tensor>> epochs = new TreeMap<>();
        Safetensors.read(file).tensors().forEach((name, tensor) -> {
            int dot = name.indexOf('.');
            epochs.computeIfAbsent(epoch(name, dot), _ -> new LinkedHashMap<>()).put(name.substring(dot + 1), tensor);
        });
        return epochs.entrySet().stream()
                .map(epoch -> new Diary.Entry(epoch.getKey(), epoch.getValue()))
                .toList();
    }

    private int epoch(String name, int dot) {
        try {
            return Integer.parseInt(name.substring(0, Math.max(0, dot)));
        } catch (NumberFormatException e) {
            throw new FileFormatException(
                    file,
                    "it holds '" + name + "', which is no epoch's note; remove the file to go on without its notes",
                    new IOException(e));
        }
    }
}
