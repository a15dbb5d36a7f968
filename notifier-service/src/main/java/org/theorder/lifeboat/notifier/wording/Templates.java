package org.theorder.lifeboat.notifier.wording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Expression;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.JsonEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateLocator.TemplateLocation;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The Qute templates of page, mail and chat messages, and those that somebody puts in their place. An engine of our own, and
 * not the one that Quarkus builds, so that tests and production render with the same one and golden files need no running
 * service. Strict: an unknown name is an error, never an empty place. A template may use the names that the built-in one
 * uses; so what is wrong with one is found when it is read, and not when something breaks and people must be told.
 */
public final class Templates {
    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);
    private static final Variant HTML = Variant.forContentType(Variant.TEXT_HTML);
    private static final Variant TEXT = Variant.forContentType(Variant.TEXT_PLAIN);
    private static final Variant JSON = Variant.forContentType(Variant.APPLICATION_JSON);

    private static final String JSON_FILE = ".json";
    private static final JsonMapper JSON_MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Engine builtIn = engine(Map.of());
    private final @Nullable TemplateFolder folder;
    private volatile Replaced replaced;

    /** The built-in ones. */
    public Templates() {
        this.folder = null;
        this.replaced = new Replaced(Map.of(), builtIn);
    }

    /**
     * With files that replace them.
     *
     * @throws LifeboatException CONFIGURATION_INVALID naming file and line, and saying what is wrong there
     */
    public Templates(Path directory) {
        TemplateFolder read = new TemplateFolder(directory);
        this.folder = read;
        this.replaced = checked(read, read.read());
    }

    /** @param name below {@code templates/}, for example {@code page/status.html} */
    public String render(String name, Map<String, Object> data) {
        Replaced now = replaced;
        try {
            return render(now.engine(), name, data);
        } catch (TemplateException e) {
            if (now.sources().isEmpty()) {
                throw e;
            }
            // whoever must be told is told, in the words that are known to work
            LOG.error("a template failed, the built-in one takes its place template={} error={}", name, e.getMessage());
            return render(builtIn, name, data);
        }
    }

    /**
     * Takes over what has changed in the directory; all of it, or nothing.
     *
     * @return true if something has
     * @throws LifeboatException CONFIGURATION_INVALID as the constructor; the former ones stay
     */
    boolean readAgain() {
        if (folder == null) {
            return false;
        }
        Map<String, String> sources = folder.read();
        if (sources.equals(replaced.sources())) {
            return false;
        }
        replaced = checked(folder, sources);
        return true;
    }

    static boolean isBuiltIn(String name) {
        return Templates.class.getResource("/templates/" + name) != null;
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

    private record Replaced(Map<String, String> sources, Engine engine) {}

    private Replaced checked(TemplateFolder from, Map<String, String> sources) {
        Engine engine = engine(sources);
        for (String name : sources.keySet()) {
            try {
                Set<String> known = names(template(builtIn, name));
                for (Expression expression : template(engine, name).getExpressions()) {
                    String used = name(expression);
                    if (!expression.isLiteral() && !known.contains(used)) {
                        throw invalid(
                                from.file(name) + ":" + expression.getOrigin().getLine() + ": there is no {" + used
                                        + "}; this template knows " + String.join(", ", known),
                                null);
                    }
                }
            } catch (TemplateException e) {
                int line = e.getOrigin() == null ? 1 : e.getOrigin().getLine();
                throw invalid(from.file(name) + ":" + line + ": " + e.getMessage(), e);
            }
        }
        return new Replaced(sources, engine);
    }

    private static Set<String> names(Template template) {
        return template.getExpressions().stream()
                .filter(expression -> !expression.isLiteral())
                .map(Templates::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(Expression expression) {
        return expression.getParts().stream().map(Expression.Part::getName).collect(Collectors.joining("."));
    }

    private static LifeboatException invalid(String message, @Nullable Throwable cause) {
        return cause == null
                ? new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message)
                : new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message, cause);
    }

    private static String render(Engine engine, String name, Map<String, Object> data) {
        var instance = template(engine, name).instance();
        data.forEach(instance::data);
        String text = instance.render();
        return name.endsWith(JSON_FILE) ? checkedJson(text) : text;
    }

    /** Without spaces. A file that is no JSON any more once everything is in its place is worth as little as one that fails. */
    private static String checkedJson(String text) {
        try {
            return JSON_MAPPER.readTree(text).toString();
        } catch (JsonProcessingException e) {
            throw new TemplateException(e);
        }
    }

    private static Template template(Engine engine, String name) {
        var template = engine.getTemplate(name);
        if (template == null) {
            throw new IllegalArgumentException("no template " + name);
        }
        return template;
    }

    private static Engine engine(Map<String, String> sources) {
        return Engine.builder()
                .addDefaults()
                .addValueResolvers(new ReflectionValueResolver(), ValueResolvers.rawResolver())
                // everything that goes into HTML or XML is escaped unless the template says .raw
                .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
                .addResultMapper(new JsonEscaper())
                .addLocator(name -> locate(name, sources))
                .strictRendering(true)
                .build();
    }

    private static Optional<TemplateLocation> locate(String name, Map<String, String> sources) {
        if (!isBuiltIn(name)) {
            return Optional.empty();
        }
        String source = sources.get(name);
        return Optional.of(new Located(source == null ? resource("/templates/" + name) : source, variant(name)));
    }

    private static Variant variant(String name) {
        return name.endsWith(".txt") ? TEXT : name.endsWith(JSON_FILE) ? JSON : HTML;
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
