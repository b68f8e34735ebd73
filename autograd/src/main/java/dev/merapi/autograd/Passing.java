package dev.merapi.autograd;

import dev.merapi.tensor.Recorder;

/** A recorder that tells another one, outside, what it sees. */
interface Passing extends Recorder {
    /** The next recorder outwards. */
    Recorder outside();

    /** The outermost recorder: one that watches, not a tape. */
    static Recorder outermost(Recorder recorder) {
        Recorder last = recorder;
        while (last instanceof Passing passing) {
            last = passing.outside();
        }
        return last;
    }
}
