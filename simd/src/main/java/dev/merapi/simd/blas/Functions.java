package dev.merapi.simd.blas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A library's functions by their plain names.
 *
 * @param decoration what this library's names have around them
 */
@SuppressWarnings("restricted")
record Functions(SymbolLookup library, Decoration decoration) {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final int LONGEST_TEXT = 4096;

    /** What stands before and behind each name. */
    record Decoration(String prefix, String suffix) {
        String of(String name) {
            return prefix + name + suffix;
        }
    }

    /** The function of that name, decorated. */
    MethodHandle required(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(library.findOrThrow(decoration.of(name)), type);
    }

    /** The first of these names, decorated or plain, that the library has. */
    Optional<MethodHandle> any(List<String> names, FunctionDescriptor type) {
        return names.stream()
                .flatMap(name -> library.find(decoration.of(name)).or(() -> library.find(name)).stream())
                .findFirst()
                .map(address -> LINKER.downcallHandle(address, type));
    }

    /** What a function without arguments says, if the library has one of that name. */
    Optional<String> text(List<String> names) {
        return any(names, FunctionDescriptor.of(ADDRESS)).map(function -> {
            MemorySegment text = call(() -> (MemorySegment) function.invokeExact());
            return text.reinterpret(LONGEST_TEXT).getString(0).strip();
        });
    }

    /** What a function without arguments counts, if the library has one of that name. */
    OptionalInt number(List<String> names) {
        Optional<MethodHandle> function = any(names, FunctionDescriptor.of(JAVA_INT));
        return function.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(call(() -> (int) function.get().invokeExact()));
    }

    /** A call of a native function. */
    @FunctionalInterface
    interface Call<R> {
        /** Calls it. */
        R run() throws Throwable;
    }

    /** The result of a call; a method handle may throw anything, but a C function throws nothing. */
    static <R> R call(Call<R> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a C function threw", e);
        }
    }
}
