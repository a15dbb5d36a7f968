package org.theorder.lifeboat.events;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nullness as the records declare it, enforced on what came over the wire. */
public final class RequiredFields {
    private static final JsonFault NOTHING = new JsonFault(null, "null instead of an object");

    private RequiredFields() {}

    /**
     * Looks at a record, the records in it, and the records in its lists; anything else is left alone.
     *
     * @return the first component that is null though it is not {@code @Nullable}
     */
    public static Optional<JsonFault> firstMissing(@Nullable Object value) {
        return Optional.ofNullable(value == null ? NOTHING : inValue(value, ""));
    }

    private static @Nullable JsonFault inValue(Object value, String path) {
        if (value.getClass().isRecord()) {
            return inRecord(value, path.isEmpty() ? "" : path + ".");
        }
        return value instanceof Collection<?> elements ? inElements(elements, path) : null;
    }

    private static @Nullable JsonFault inRecord(Object value, String prefix) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            String path = prefix + component.getName();
            Object field = read(component, value);
            JsonFault fault = null;
            if (field != null) {
                fault = inValue(field, path);
            } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                fault = new JsonFault(path, "is missing");
            }
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable JsonFault inElements(Collection<?> elements, String path) {
        int index = 0;
        for (Object element : elements) {
            String at = path + "[" + index++ + "]";
            JsonFault fault = element == null ? new JsonFault(at, "is null") : inValue(element, at);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable Object read(RecordComponent component, Object value) {
        try {
            // the accessor of a record in a package-private class is public and yet not accessible
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    "field " + component.getName() + " of " + value.getClass() + " cannot be read",
                    e);
        }
    }
}
