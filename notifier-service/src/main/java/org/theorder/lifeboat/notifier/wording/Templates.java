package org.theorder.lifeboat.notifier.wording;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Qute templates of page and mail. An engine of our own, and not the one that Quarkus builds, so that tests and
 * production render with the same one and golden files need no running service. Strict: an unknown name is an error, never
 * an empty place.
 */
public final class Templates {
    private static final Variant HTML = Variant.forContentType(Variant.TEXT_HTML);
    private static final Variant TEXT = Variant.forContentType(Variant.TEXT_PLAIN);

    private final Engine engine;

    public Templates() {
        engine = Engine.builder()
                .addDefaults()
                .addValueResolvers(new ReflectionValueResolver(), ValueResolvers.rawResolver())
                // everything that goes into HTML or XML is escaped unless the template says .raw
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .addLocator(Templates::locate)
                .strictRendering(true)
                .build();
    }

    /** @param name below {@code templates/}, for example {@code page/status.html} */
    public String render(String name, Map<String, Object> data) {
        var template = engine.getTemplate(name);
        if (template == null) {
            throw new IllegalArgumentException("no template " + name);
        }
        var instance = template.instance();
        data.forEach(instance::data);
        return instance.render();
    }

    /** A file of the class path as text. */
    public static String resource(String path) {
        try (InputStream stream = Templates.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalArgumentException("no file " + path + " on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<TemplateLocation> locate(String name) {
        if (Templates.class.getResource("/templates/" + name) == null) {
            return Optional.empty();
        }
        return Optional.of(new Located(resource("/templates/" + name), name.endsWith(".txt") ? TEXT : HTML));
    }

    private record Located(String source, Variant variant) implements TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(source);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(variant);
        }
    }
}
