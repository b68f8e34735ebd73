package dev.merapi.bench;

import dev.merapi.bench.operators.Workload;
import dev.merapi.bench.operators.Workloads;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Every operator, loss and layer of the table, forward; bench/jmh.sh knows their names. */
public class OperatorBenchmark extends KernelBenchmark {
    /** Its name in the table of operator cases. */
    @Param("matmul")
    public String operator;

    private Workload workload;
    private List<Tensor> inputs;

    /** Always the same numbers. */
    @Setup
    public void numbers() {
        workload = Workloads.of(operator);
        inputs = workload.inputs();
    }

    /** The result. */
    @Benchmark
    public Object forward() {
        return Result.kept(() -> workload.apply(inputs));
    }
}
