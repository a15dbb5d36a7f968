package org.theorder.lifeboat.notifier;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Runs in a process whose clock a test moves ({@link MovableClock}): every {@link Instant} that a clock of the JDK gives is
 * as much later as the test says. What waits by {@link System#nanoTime} waits as long as ever.
 */
public final class ClockAgent {
    // there before any class asks for the time
    private static volatile MappedByteBuffer hands;

    private ClockAgent() {}

    /** @param file eight bytes: by how many milliseconds */
    public static void premain(String file, Instrumentation instrumentation)
            throws IOException, ClassNotFoundException, UnmodifiableClassException {
        try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
            hands = channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
        }
        instrumentation.redefineModule(
                Clock.class.getModule(), Set.of(ClockAgent.class.getModule()), Map.of(), Map.of(), Set.of(), Map.of());
        try (InputStream clock = Clock.class.getResourceAsStream("Clock.class")) {
            instrumentation.redefineClasses(new ClassDefinition(Clock.class, moving(clock.readAllBytes())));
        }
    }

    /** Called by {@link Clock} itself. */
    public static Instant moved(Instant real) {
        return real.plusMillis(hands.getLong(0));
    }

    private static byte[] moving(byte[] clock) {
        ClassDesc instant = Instant.class.describeConstable().orElseThrow();
        ClassDesc agent = ClockAgent.class.describeConstable().orElseThrow();
        CodeTransform move = (code, element) -> {
            if (element instanceof ReturnInstruction) {
                code.invokestatic(agent, "moved", MethodTypeDesc.of(instant, instant));
            }
            code.with(element);
        };
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(clock),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString("currentInstant"), move));
    }
}
