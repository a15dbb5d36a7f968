package org.theorder.lifeboat.events;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Nullness as the records declare it, enforced on what came over the wire. */
final class RequiredFields {
    private RequiredFields() {}

    /** @throws IOException naming the field, if a component that is not {@code @Nullable} is null */
    static void check(Class<?> type, @Nullable Object value) throws IOException {
        if (value == null) {
            throw new IOException(type.getSimpleName() + " is null");
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Object field = read(component, value);
            if (field == null) {
                if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                    throw new IOException("field " + component.getName() + " is missing");
                }
            } else if (field instanceof Collection<?> elements) {
                for (Object element : elements) {
                    checkNested(element);
                }
            } else {
                checkNested(field);
            }
        }
    }

    private static void checkNested(@Nullable Object value) throws IOException {
        if (value == null) {
            throw new IOException("a list has a null element");
        }
        if (value.getClass().isRecord()) {
            check(value.getClass(), value);
        }
    }

    private static @Nullable Object read(RecordComponent component, Object value) throws IOException {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IOException("field " + component.getName() + " cannot be read", e);
        }
    }
}
