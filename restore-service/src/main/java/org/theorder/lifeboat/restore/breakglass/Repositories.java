package org.theorder.lifeboat.restore.breakglass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;
import org.theorder.lifeboat.restore.point.Regions;
import picocli.CommandLine.Option;

/** The options that say where the copies of the repository are and what lets us in. */
final class Repositories {
    @Option(
            names = "--repository",
            required = true,
            paramLabel = "URL",
            description = {
                "file:///srv/backups, s3://bucket/prefix?region=…&endpoint=… or azure://account/container;",
                "once per region, the one to be read first comes first"
            })
    private List<String> urls = List.of();

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = {
                "properties with access-key-id and secret-access-key, or account-key;",
                "one for all repositories, or one for each in their order. Without it the store's usual chain is asked"
            })
    private List<Path> credentials = List.of();

    @Option(names = "--ca-file", paramLabel = "FILE", description = "PEM file of the only authorities to be trusted")
    private Optional<Path> authorities = Optional.empty();

    /** Those that are there now, by the name of their region, and what to say about the others. */
    record Opened(Map<RegionName, StoragePlace> places, List<Storage> storages, List<String> troubles) {
        Regions regions() {
            return Regions.at(places);
        }
    }

    /** @throws LifeboatException STORE_UNREACHABLE if none can be read */
    Opened open() {
        Opened opened = new Opened(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (int number = 0; number < urls.size(); number++) {
            StoragePlace place = place(number);
            try {
                Storage storage = place.open();
                if (opened.places().putIfAbsent(storage.region(), place) != null) {
                    throw new LifeboatException(
                            ErrorCode.REQUEST_INVALID,
                            "two repositories are region " + storage.region() + ": name each region once");
                }
                opened.storages().add(storage);
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.REQUEST_INVALID) {
                    throw e;
                }
                opened.troubles().add(place + " is left out: " + e.explanation());
            }
        }
        if (opened.storages().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no repository can be read: " + opened.troubles().stream().collect(Collectors.joining("; ")));
        }
        return opened;
    }

    private StoragePlace place(int number) {
        if (credentials.size() > 1 && credentials.size() != urls.size()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "--credentials is given once for all repositories, or once for each of them");
        }
        Optional<Path> secret = credentials.isEmpty()
                ? Optional.empty()
                : Optional.of(credentials.get(credentials.size() == 1 ? 0 : number));
        StorageAccess access = StorageAccess.defaults();
        access = secret.map(Path::toAbsolutePath).map(access::withCredentials).orElse(access);
        access = authorities
                .map(Path::toAbsolutePath)
                .map(access::withCertificates)
                .orElse(access);
        return new StoragePlace(StorageLocation.parse(urls.get(number), "--repository"), access);
    }
}
