package org.theorder.lifeboat.repository.storage;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Reads the URL of a region; see {@link StorageLocation}. */
final class StorageUrl {
    /** Amazon's and Azure's rules in one: what both call a bucket, a container or an account. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,62}");

    private static final String FILE_EXAMPLE = "file:///srv/lifeboat/dr";
    private static final String S3_EXAMPLE = "s3://bucket/prefix?region=eu-central-1";
    private static final String AZURE_EXAMPLE = "azure://account/container/prefix";

    private final String where;

    /** @param where the setting's name */
    StorageUrl(String where) {
        this.where = where;
    }

    StorageLocation parse(String url) {
        URI uri = uri(url);
        if (uri.getRawUserInfo() != null) {
            throw wrong(
                    "has a user or a password in it: put credentials into a file that credentials-file names", null);
        }
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "file" -> directory(uri);
            case "s3" -> s3(uri);
            case "azure" -> azure(uri);
            default ->
                throw wrong(
                        "must begin with file://, s3:// or azure://",
                        FILE_EXAMPLE + ", " + S3_EXAMPLE + " or " + AZURE_EXAMPLE);
        };
    }

    private URI uri(String url) {
        try {
            return new URI(url.strip());
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the URL
            throw wrong("is not a URL", FILE_EXAMPLE);
        }
    }

    private StorageLocation directory(URI uri) {
        String path = uri.getPath();
        if (path == null || !path.startsWith("/") || uri.getAuthority() != null || path.length() < 2) {
            throw wrong("needs an absolute path behind file://", FILE_EXAMPLE);
        }
        parameters(uri, List.of());
        return new StorageLocation.Directory(Path.of(path).normalize());
    }

    private StorageLocation s3(URI uri) {
        Map<String, String> parameters = parameters(uri, List.of("endpoint", "region", "path-style", "lock"));
        Optional<URI> endpoint = endpoint(parameters);
        if (endpoint.isPresent() && endpoint.get().getPath().length() > 1) {
            throw wrong("has a path behind the host of endpoint, which S3 does not know", S3_EXAMPLE);
        }
        if (endpoint.isEmpty() && !parameters.containsKey("region")) {
            throw wrong("needs the parameter region, or endpoint for a store that is not Amazon's", S3_EXAMPLE);
        }
        return new StorageLocation.S3(
                name(uri.getAuthority(), "the bucket", S3_EXAMPLE),
                prefix(uri.getPath()),
                endpoint,
                parameters.getOrDefault("region", "us-east-1"),
                flag(parameters, "path-style", endpoint.isPresent()),
                lock(parameters));
    }

    private StorageLocation azure(URI uri) {
        Map<String, String> parameters = parameters(uri, List.of("endpoint", "lock"));
        String path = uri.getPath().replaceFirst("^/", "");
        int slash = path.indexOf('/');
        return new StorageLocation.Azure(
                name(uri.getAuthority(), "the account", AZURE_EXAMPLE),
                name(slash < 0 ? path : path.substring(0, slash), "the container", AZURE_EXAMPLE),
                prefix(slash < 0 ? "" : path.substring(slash)),
                endpoint(parameters),
                lock(parameters));
    }

    private Map<String, String> parameters(URI uri, List<String> known) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = uri.getRawQuery();
        if (uri.getRawFragment() != null) {
            throw wrong("has a # in it: write %23", null);
        }
        for (String each : query == null ? new String[0] : query.split("&", -1)) {
            String[] pair = each.split("=", 2);
            if (!known.contains(pair[0])) {
                String shown = pair[0].replaceAll("[^A-Za-z0-9_-]", "?");
                throw wrong(
                        "has the parameter '" + shown + "', which is not known"
                                + (known.isEmpty() ? " for directories" : "; known are " + String.join(", ", known))
                                + " (credentials belong into the file that credentials-file names)",
                        null);
            }
            if (pair.length < 2 || pair[1].isBlank() || parameters.containsKey(pair[0])) {
                throw wrong("must give the parameter " + pair[0] + " one value", null);
            }
            parameters.put(pair[0], URLDecoder.decode(pair[1].replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private Optional<URI> endpoint(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get("endpoint")).map(text -> {
            URI endpoint = uri(text);
            boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
            if (!web
                    || endpoint.getHost() == null
                    || endpoint.getRawUserInfo() != null
                    || endpoint.getRawQuery() != null) {
                throw wrong(
                        "needs https://host or http://host:port as its endpoint", "endpoint=https://s3.example.org");
            }
            return endpoint;
        });
    }

    private Optional<LockMode> lock(Map<String, String> parameters) {
        return Optional.ofNullable(parameters.get("lock"))
                .filter(text -> !text.equals("none"))
                .map(text -> Arrays.stream(LockMode.values())
                        .filter(mode -> mode.name().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> wrong("needs compliance, governance or none as its lock", null)));
    }

    private boolean flag(Map<String, String> parameters, String name, boolean otherwise) {
        return switch (parameters.getOrDefault(name, String.valueOf(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("needs true or false as its " + name, null);
        };
    }

    private String name(@Nullable String text, String what, String example) {
        if (text == null || !NAME.matcher(text).matches()) {
            throw wrong("does not name " + what + " (3 to 63 small letters, digits, dots and dashes)", example);
        }
        return text;
    }

    /** Empty, or ending with a slash; the rules are those of keys. */
    private String prefix(String path) {
        String prefix = path.replaceFirst("^/", "").replaceFirst("/$", "");
        if (prefix.isEmpty()) {
            return "";
        }
        try {
            return ObjectKey.checked(prefix) + "/";
        } catch (LifeboatException e) {
            throw wrong("has a prefix that cannot be one: " + e.explanation(), null);
        }
    }

    private LifeboatException wrong(String what, @Nullable String example) {
        return new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                where + " " + what + (example == null ? "" : ", for example " + example));
    }
}
