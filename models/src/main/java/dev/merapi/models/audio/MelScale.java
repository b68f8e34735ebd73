package dev.merapi.models.audio;

/** How high a tone is heard, in mel, of its frequency in Hz. */
public enum MelScale {
    /** {@code 2595 log10(1 + f / 700)}. Source: D. O'Shaughnessy, "Speech communication", 1987; the HTK book. */
    HTK {
        @Override
        public double toMel(double hz) {
            return 2595 * StrictMath.log10(1 + hz / 700);
        }

        @Override
        public double toHz(double mel) {
            return 700 * (StrictMath.pow(10, mel / 2595) - 1);
        }
    },

    /**
     * {@code 3 f / 200} below 1000 Hz, above it 27 mel to a factor of 6.4. Source: M. Slaney, "Auditory toolbox", 1998.
     */
    SLANEY {
        @Override
        public double toMel(double hz) {
            return hz < KNEE_HZ ? hz * 3 / 200 : KNEE_MEL + StrictMath.log(hz / KNEE_HZ) / STEP;
        }

        @Override
        public double toHz(double mel) {
            return mel < KNEE_MEL ? mel * 200 / 3 : KNEE_HZ * StrictMath.exp(STEP * (mel - KNEE_MEL));
        }
    };

    private static final double KNEE_HZ = 1000;
    private static final double KNEE_MEL = 15;
    private static final double STEP = StrictMath.log(6.4) / 27;

    /** Mel of Hz. */
    public abstract double toMel(double hz);

    /** Hz of mel. */
    public abstract double toHz(double mel);
}
