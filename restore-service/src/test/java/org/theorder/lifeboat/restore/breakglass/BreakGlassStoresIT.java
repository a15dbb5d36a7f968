package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.testing.AzureContainers;
import org.theorder.lifeboat.restore.testing.CommandLineRun;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.StoreBucket;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** The self-contained jar with nothing but an object store: a real S3 gateway, and Azurite. */
class BreakGlassStoresIT {
    @TempDir
    Path folder;

    private CommandLineRun run(String command, String url, Path credentials, String... further)
            throws IOException, InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--repository", url, "--credentials", credentials.toString()));
        arguments.addAll(List.of(further));
        return CommandLineRun.of(folder, arguments);
    }

    private void assertEverythingWorks(String url, Path credentials) throws Exception {
        CommandLineRun list = run("list", url, credentials);
        assertThat(list.exitCode()).as(list.output()).isZero();
        assertThat(list.output())
                .contains("shop (PostgreSQL 18, system identifier ")
                .containsPattern("shop is recoverable from \\S+Z to \\S+Z \\(positions .* in region primary");

        CommandLineRun verify = run("verify", url, credentials, "--cluster", "shop");
        assertThat(verify.exitCode()).as(verify.output()).isZero();

        Path directory = folder.resolve("shop");
        CommandLineRun restore = run(
                "restore",
                url,
                credentials,
                "--cluster",
                "shop",
                "--to",
                LostShop.get().beforeDrop().toString(),
                "--into",
                directory.toString(),
                "--postgres",
                PostgresBinaries.unpacked().toString());
        assertThat(restore.exitCode()).as(restore.output()).isZero();
        try (RestoredShop restored = RestoredShop.start(directory, folder)) {
            assertThat(restored.value("select count(*) from precious")).isEqualTo("1000");
        }
    }

    private static void assertIsOneLine(CommandLineRun run, String... words) {
        assertThat(run.exitCode()).as(run.output()).isEqualTo(4);
        assertThat(run.output()).startsWith("lifeboat: store-unreachable: ").contains(words);
        assertThat(run.output().lines()).hasSize(1);
    }

    @Test
    void s3AloneGivesTheShopBackAndSaysWhatIsWrong() throws Exception {
        StoreBucket bucket = StoreBucket.holding(LostShop.get().repository(), folder);

        assertEverythingWorks(bucket.url(), bucket.credentials());

        Path wrongKey = Files.writeString(
                folder.resolve("wrong-key"), "access-key-id=testkey\nsecret-access-key=not-the-secret\n");
        CommandLineRun refused = run("list", bucket.url(), wrongKey);
        assertIsOneLine(refused, "refuses the credentials", "credentials file");
        assertThat(refused.output()).doesNotContain("not-the-secret");
        assertIsOneLine(
                run("list", bucket.url().replace(bucket.name(), "no-such-bucket"), bucket.credentials()),
                "there is no bucket no-such-bucket");
        assertIsOneLine(run("list", bucket.url(), folder.resolve("absent")), "absent");
    }

    @Test
    void azureAloneGivesTheShopBackAndSaysWhatIsWrong() throws Exception {
        String container = AzureContainers.plain().getBlobContainerName();
        Path credentials = AzureContainers.credentials(folder);
        String url = AzureContainers.url(container, "lifeboat");
        StoreBucket.fill(
                LostShop.get().repository(),
                StorageLocation.parse(url, "test.url"),
                StorageAccess.defaults().withCredentials(credentials));

        assertEverythingWorks(url, credentials);

        Path wrongKey = Files.writeString(folder.resolve("wrong-key"), "account-key=bm90IHRoZSBrZXk=\n");
        CommandLineRun refused = run("list", url, wrongKey);
        assertIsOneLine(refused, "refuses the credentials");
        assertThat(refused.output()).doesNotContain("bm90IHRoZSBrZXk=");
        assertIsOneLine(run("list", url.replace(container, "nowhere"), credentials), "there is no container nowhere");
    }
}
