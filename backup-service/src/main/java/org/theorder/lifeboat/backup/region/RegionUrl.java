package org.theorder.lifeboat.backup.region;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** Reads {@code lifeboat.regions.<name>.url}. */
final class RegionUrl {
    private RegionUrl() {}

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static Path directory(RegionName region, String url) {
        String key = "lifeboat.regions." + region + ".url";
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, key + " is not a URL, for example file:///srv/lifeboat/dr", e);
        }
        if (!"file".equals(uri.getScheme())) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    key + " begins with '" + uri.getScheme()
                            + ":'; this release stores into directories only, for example file:///srv/lifeboat/dr");
        }
        String path = uri.getPath();
        if (path == null || !path.startsWith("/") || uri.getAuthority() != null || path.length() < 2) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    key + " needs an absolute path behind file://, for example file:///srv/lifeboat/dr");
        }
        return Path.of(path).normalize();
    }
}
