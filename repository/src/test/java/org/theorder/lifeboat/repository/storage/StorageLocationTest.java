package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class StorageLocationTest {
    private static final String KEY = "lifeboat.regions.dr.url";

    @Test
    void directoryIsAnAbsolutePath() {
        assertThat(parse("file:///srv/lifeboat/dr/"))
                .isEqualTo(new StorageLocation.Directory(Path.of("/srv/lifeboat/dr")));
        assertThat(parse("file:///srv/a%20b")).hasToString("file:///srv/a b");
    }

    @Test
    void bucketAtAmazonNeedsItsRegion() {
        assertThat(parse("s3://backups?region=eu-central-1&lock=compliance"))
                .isEqualTo(new StorageLocation.S3(
                        "backups", "", Optional.empty(), "eu-central-1", false, Optional.of(LockMode.COMPLIANCE)));
    }

    @Test
    void bucketElsewhereIsInThePathUnlessSaidOtherwise() {
        URI endpoint = URI.create("https://s3.example.org:9000");
        assertThat(parse("s3://backups/lifeboat/dr?endpoint=https://s3.example.org:9000&lock=none"))
                .isEqualTo(new StorageLocation.S3(
                        "backups", "lifeboat/dr/", Optional.of(endpoint), "us-east-1", true, Optional.empty()));
        assertThat(
                        parse(
                                "s3://backups/lifeboat/dr/?endpoint=https%3A%2F%2Fs3.example.org%3A9000&path-style=false&region=x"))
                .isEqualTo(new StorageLocation.S3(
                        "backups", "lifeboat/dr/", Optional.of(endpoint), "x", false, Optional.empty()))
                .hasToString("s3://backups/lifeboat/dr/ at https://s3.example.org:9000");
    }

    @Test
    void azureIsAccountContainerAndPrefix() {
        assertThat(parse("azure://bank/backups/dr?lock=governance"))
                .isEqualTo(new StorageLocation.Azure(
                        "bank", "backups", "dr/", Optional.empty(), Optional.of(LockMode.GOVERNANCE)));
        assertThat(parse("azure://bank/backups?endpoint=http://127.0.0.1:10000/bank"))
                .isEqualTo(new StorageLocation.Azure(
                        "bank",
                        "backups",
                        "",
                        Optional.of(URI.create("http://127.0.0.1:10000/bank")),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no url|is not a URL",
                "http://host/x|must begin with",
                "/srv/dr|must begin with",
                "file://host/srv/dr|absolute path",
                "file:relative|absolute path",
                "file:///srv/dr?lock=compliance|not known for directories",
                "s3://b?region=x|does not name the bucket",
                "s3://Backups?region=x|does not name the bucket",
                "s3://backups|needs the parameter region",
                "s3://backups?region=|one value",
                "s3://backups?region=x&region=y|one value",
                "s3://backups?region=x&lock=maybe|compliance, governance or none",
                "s3://backups?region=x&path-style=yes|true or false",
                "s3://backups?endpoint=ftp://host|https://host",
                "s3://backups?endpoint=https://host/path|path behind the host",
                "s3://backups/../x?region=x|has a prefix",
                "s3://backups/.x?region=x|has a prefix",
                "s3://backups?region=x#y|has a #",
                "azure://bank|does not name the container",
                "azure:///backups|does not name the account"
            })
    void whatIsWrongIsNamedWithItsKey(String url, String part) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageStartingWith(KEY)
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @CsvSource({
        "s3://user:hunter2@backups?region=x",
        "s3://backups?region=x&secret=hunter2",
        "s3://backups?endpoint=https://user:hunter2@host",
        "azure://bank/backups?sig=hunter2",
        "s3://backups?region=hunter2 x"
    })
    void secretInAUrlIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(LifeboatException.class)
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    private static StorageLocation parse(String url) {
        return StorageLocation.parse(url, KEY);
    }
}
