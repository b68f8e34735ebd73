package dev.merapi.models.data;

import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * {@code y[i, j] = (x[i, j] - mean[j]) / std[j]} for a table's columns, as {@link Normalization} for an image's
 * channels.
 *
 * @param mean by column
 * @param std by column, above 0
 */
public record Standardization(List<Double> mean, List<Double> std) {
    /** Checks the numbers. */
    public Standardization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new IllegalArgumentException("a standardization of " + mean.size() + " means and " + std.size()
                    + " deviations can't be; it needs one of both for each column");
        }
        for (int j = 0; j < mean.size(); j++) {
            if (!Double.isFinite(mean.get(j)) || !(std.get(j) > 0) || Double.isInfinite(std.get(j))) {
                throw new IllegalArgumentException("column " + j + " can't be standardized by mean " + mean.get(j)
                        + " and deviation " + std.get(j) + "; they must be finite, the deviation above 0");
            }
        }
    }

    /**
     * That of samples to train on, [n, columns]; a column whose values are all the same keeps them but for the mean.
     */
    public static Standardization of(Tensor x) {
        if (x.rank() != 2 || x.size(0) < 1 || !x.dtype().isFloating()) {
            throw new ShapeException(
                    "standardization: samples must be float32 or float64 [n, columns], but are " + x.spec());
        }
        Tensor wide = x.to(DType.FLOAT64);
        double[] std = wide.std(false, false, 0).toDoubleArray();
        return new Standardization(
                DoubleStream.of(wide.mean(0).toDoubleArray()).boxed().toList(),
                DoubleStream.of(std).map(s -> s > 0 ? s : 1).boxed().toList());
    }

    /** Samples [n, columns], standardized, of their dtype. */
    public Tensor apply(Tensor x) {
        check(x);
        return x.to(DType.FLOAT64).sub(row(mean)).div(row(std)).to(x.dtype());
    }

    /** Undoes {@link #apply}. */
    public Tensor inverse(Tensor y) {
        check(y);
        return y.to(DType.FLOAT64).mul(row(std)).add(row(mean)).to(y.dtype());
    }

    private void check(Tensor x) {
        if (x.rank() != 2 || x.size(1) != mean.size() || !x.dtype().isFloating()) {
            throw new ShapeException("standardization: samples must be float32 or float64 [n, " + mean.size()
                    + "], as many columns as it knows, but are " + x.spec());
        }
    }

    private static Tensor row(List<Double> values) {
        return Tensor.of(
                Shape.of(1, values.size()),
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** For a manifest. */
    public Json toJson() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("mean", Json.array(mean.stream().map(Json::of).toList()));
        fields.put("std", Json.array(std.stream().map(Json::of).toList()));
        return Json.object(fields);
    }

    /** What {@link #toJson} wrote. */
    public static Standardization of(Json json) {
        try {
            return new Standardization(numbers(json.get("mean")), numbers(json.get("std")));
        } catch (JsonException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new JsonException(e.getMessage());
        }
    }

    private static List<Double> numbers(Json json) {
        return json.items().stream().map(Json::number).toList();
    }
}
