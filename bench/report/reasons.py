"""Why a target isn't met, for each case that has missed one, by kind of machine: what bounds it, with what was measured.

docs/decisions.md has more.
"""

import machine

TWO_SPEEDS = ("two threads have two speeds here, for seconds at a time, by where the host runs its processors (a line that one has "
              "written reaches the other in 30 or in 160 ns); the median says what they reach together")

REASONS = {
    "AVX-512": {
        "gemm/nn/64": "of 5.3 us the kernel has 5.0: 16 calls of 313 ns, whose 1024 fma alone take 277 at the peak; OpenBLAS needs 4.6",
        "gemm/nt/2048": "level with OpenBLAS but for the noise between rounds; both run at 0.86 of the peak",
        "gemm/tn/2048": "level with OpenBLAS but for the noise between rounds; both run at 0.86 of the peak",
        "gemm/nn/256": TWO_SPEEDS,
        "gemm/nn/384": TWO_SPEEDS,
        "gemm/nn/768": TWO_SPEEDS,
        "gemm/nn/2048": TWO_SPEEDS,
        "conv/3x3-512-7/b1/fwd": "four tiles use each of 9 MB of weights once: 0.5 of its 2.2 ms wait for them, 0.7 transform them",
        "conv/7x7s2-3-64-224/b1/fwd": "the micro-kernel has 79 % of the time, at 103 GFLOP/s of a peak of 115 (chains of 147), packing and "
                                      "copying 9",
        "conv/7x7s2-3-64-224/b32/fwd": "as with batch 1: chains of 147 leave a tenth of each call to its ends",
        "conv/1x1-64-256-56/b32/fwd": "chains of 64 leave a tenth of each call of the micro-kernel to its ends; tiles that store straight to y "
                                      "were no faster",
        "elementwise/sigmoid": "three times PyTorch would leave 8 fma slots a vector, fewer than the polynomial and its reduction alone",
        "elementwise/gelu/": "three times PyTorch would leave 10 fma slots a vector, where erf's form needs 24 and a division",
        "elementwise/softmax/1e7": "alone in a JVM it has 18 to 23 GB/s, behind the family's other cases 15 to 17; why isn't known yet: HotSpot's "
                                  "thresholds of compilation, which had been blamed, aren't it",
        "elementwise/exp/1e7": "three times PyTorch is above what a copy of the same bytes has: memory bounds both",
        "elementwise/layernorm/1e7": "three times PyTorch is above what a copy of the same bytes has: memory bounds both",
        "adam/25M": "28 bytes a parameter at the memory's speed, as PyTorch's fused step: both wait for memory",
        "cifar-cnn/train/b128": TWO_SPEEDS + "; planes are turned to pixels of channels and back in each layer, where PyTorch keeps that layout",
        "imdb-lstm": "of 36 ms at its best, products take 21 at 144 to 162 GFLOP/s, the cells 14 at 122 to 130, of a peak of 236",
        "lstm-lm": "58 of 69 ms are products at 156 to 164 GFLOP/s; 1.3 times would need 213 of a peak of 236",
        "nanogpt/train": "709 of 863 ms are products at 182 to 189 GFLOP/s; 1.3 times would need 254, and the peak is 236",
        "encoder-block/infer/b8": "18 of 23 ms are products at 194 to 213 GFLOP/s; 1.3 times would need 257, and the peak is 236",
        "aim gemm/": "oneDNN's assembly has 103 to 112 GFLOP/s of a peak of 118, ours 98 to 113",
        "encoder-block/infer/b1": "a call of 3.5 ms in six parallel products: " + TWO_SPEEDS,
        "resnet50/infer/b1": "1.3 times would be 32 of 40 ms, and at the peak of 236 GFLOP/s its products alone take 26; both freeze their weights in "
                             "the form that their kernels want; and " + TWO_SPEEDS,
        "resnet50/infer/b8": "1 x 1 layers that end in a shortcut wait for memory, and rounds lie 5 % apart; 1.3 times would be 245 of 300 ms, and at the "
                             "peak of 236 GFLOP/s its products alone take 205",
        "textcnn": "im2col copies each row once for each tap, and 100 channels are eight tiles of 12 and a flat one",
        "coldstart": "the JVM's start and the first use of the incubator's vector classes; JDK 25's AOT cache leaves incubator modules out",
    },
    "AVX2": {
        "nanogpt/train": "the products' kernel has 61 % of both threads' samples, packing 12, tiles' ends 7; one thread's products have 0.90 "
                         "to 0.94 of MKL's speed for the weights' gradients, where A's columns are turned, and 0.94 to 1.03 for the others",
        "encoder-block/infer/b8": "the products' kernel has 63 % of the samples; of 1024 rows and 384 columns they have 0.83 and 0.91 of MKL's speed on two "
                                  "threads, 0.93 on one: each thread packs all of the weight",
        "encoder-block/infer/b1": "the products' kernel has 52 % of the samples, and 17 pack weights, at each call anew for 128 rows: a Linear has no "
                                  "packed form for use alone, as convolutions have",
        "resnet50/infer/b1": "the products' kernel has 48 % of the samples; weights are packed (5 %) and transformed (4 %) at each call, where PyTorch has "
                             "frozen them in its kernels' form, and this is its one variant that is ahead",
        "resnet50/infer/b8": "the products' kernel has 64 % of the samples, storing tiles 5, so 1.3 times would leave 13 % for all the rest",
    },
}


def why(case, kind=""):
    """The reason on this kind of machine, of the longest name that a case begins with; of an aim, kind "aim ", those of aims come first."""
    reasons = REASONS.get(machine.vectors(), {})
    for called in dict.fromkeys((kind + case, case)):
        names = [name for name in reasons if called.startswith(name)]
        if names:
            return reasons[max(names, key=len)]
    return "not looked into yet"


def shortfalls(what, cases, kind=""):
    """A sentence for each reason, with the cases that it explains."""
    by_reason = {}
    for case in cases:
        by_reason.setdefault(why(case, kind), []).append(case)
    lines = ["- %s: %s." % (", ".join(names), reason) for reason, names in by_reason.items()]
    return "Why %s:\n\n%s" % (what, "\n".join(lines)) if lines else ""
