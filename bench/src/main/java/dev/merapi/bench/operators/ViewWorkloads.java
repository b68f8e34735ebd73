package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.times;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Fold;
import dev.merapi.tensor.op.Slice;
import dev.merapi.tensor.op.Unfold;
import dev.merapi.tensor.op.Unslice;
import java.util.List;
import java.util.function.UnaryOperator;

/** Views, whose results cost no more than their bookkeeping, and what joins, copies and cuts. */
final class ViewWorkloads {
    private static final Argument MATRIX = normal(256, 512);
    private static final Argument SIGNALS = normal(32, 8, 1024);

    private ViewWorkloads() {}

    static List<Workload> all() {
        return List.of(
                of("reshape", x -> x.reshape(512, 256)),
                of("reshape of permute", x -> x.permute(1, 0).reshape(-1)),
                of("flatten", Tensor::flatten),
                of("squeeze", x -> x.reshape(256, 1, 512).squeeze(1)),
                of("unsqueeze", x -> x.unsqueeze(0)),
                of("permute", x -> x.permute(1, 0)),
                of("transpose", x -> x.transpose(0, 1)),
                of("moveAxis", x -> x.moveAxis(0, 1)),
                of("flip", x -> x.flip(1)),
                of("slice", x -> x.slice(1, 1, 511)),
                of("slice by steps", x -> x.slice(1, 1, 511, 3)),
                of("select", x -> x.select(0, 7)),
                of("split", x -> Tensor.concat(1, x.split(1, 128))),
                of("chunk", x -> x.chunk(1, 4).getLast()),
                Workload.of("expand", in -> in.getFirst().expand(256, 512), normal(1, 512)),
                Workload.of("broadcastTo", in -> in.getFirst().broadcastTo(Shape.of(256, 512)), normal(512)),
                Workload.of("sumTo", in -> in.getFirst().sumTo(Shape.of(512)), MATRIX),
                of("contiguous", x -> x.t().contiguous()),
                of("tril", x -> x.tril(0)),
                of("triu", x -> x.triu(0)),
                of("unslice", x -> x.apply(new Unslice(new Slice(1, 0, 512, 1), 1024))),
                Workload.of("concat", in -> Tensor.concat(1, in), times(4, MATRIX)),
                Workload.of("stack", in -> Tensor.stack(1, in), times(4, MATRIX)),
                Workload.of("unfold", in -> in.getFirst().unfold(-1, 16, 8), SIGNALS),
                Workload.of("unfold dilated", in -> in.getFirst().apply(new Unfold(2, 16, 8, 2)), SIGNALS),
                Workload.of(
                        "fold",
                        in -> in.getFirst().apply(new Fold(new Unfold(2, 16, 8, 1), 1024)),
                        normal(32, 8, 127, 16)));
    }

    private static Workload of(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), MATRIX);
    }
}
