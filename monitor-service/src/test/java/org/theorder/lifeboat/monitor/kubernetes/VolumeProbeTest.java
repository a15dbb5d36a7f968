package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.KubernetesApi;

/** Volumes by the statistics of kubelets; the API server is fabric8's, the statistics have the form of a kubelet's. */
class VolumeProbeTest {
    private static final String SUMMARY = "/api/v1/nodes/node-1/proxy/stats/summary";

    @TempDir
    Path folder;

    private KubernetesApi api;
    private ApiServer server;
    private NamespaceWatch watch;
    private VolumeProbe probe;

    @BeforeEach
    void start() {
        api = KubernetesApi.start();
        server = new ApiServer(KubernetesApi.kubeconfig(folder, api.server().getPort()), null, Duration.ofSeconds(2));
        Namespace namespace = new Namespace("eu", "shop", null, Set.of(), null);
        watch = new NamespaceWatch(server, namespace);
        probe = new VolumeProbe(namespace, server, watch, Duration.ofMinutes(1), _ -> Forecast.History.NONE);
        KubernetesApi.podWithVolume(api.client(), "shop", "ledger-0", "data-ledger-0");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(watch.view()).isInstanceOf(NamespaceWatch.View.Clear.class));
    }

    @AfterEach
    void end() {
        watch.close();
        server.close();
        api.close();
    }

    private void tells(long available) {
        api.server()
                .expect()
                .get()
                .withPath(SUMMARY)
                .andReturn(200, KubernetesApi.summary("shop", "ledger-0", "data-ledger-0", available))
                .once();
    }

    private Observation look() {
        List<Observation> observations = probe.look();
        assertThat(observations).hasSize(1);
        assertThat(observations.getFirst().subject().key())
                .isEqualTo(new SubjectKey(RuleName.STORAGE_USED, "eu/volume/data-ledger-0"));
        return observations.getFirst();
    }

    private Verdict verdict() {
        return RuleBook.ofRelease().named(RuleName.STORAGE_USED).verdict(look().reading());
    }

    @Test
    void aVolumeThatFillsUpIsAWarningThenCritical() {
        tells(500_000);
        assertThat(verdict()).isEqualTo(Verdict.Plain.GOOD);
        tells(150_000);
        assertThat(verdict()).isEqualTo(new Verdict.Bad(Severity.WARNING));
        tells(50_000);
        assertThat(look().reading().value()).startsWith("95.0 % used");
        tells(50_000);
        assertThat(verdict()).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
    }

    /** It may have come while another process evaluated. */
    @Test
    void noVolumeIsGoneBeforeTheFirstLookOfATerm() {
        SubjectKey other = new SubjectKey(RuleName.STORAGE_USED, "eu/volume/data-ledger-1");
        tells(500_000);
        look();
        assertThat(probe.finds(other)).isFalse();

        probe.recall(List.of());
        assertThat(probe.finds(other)).isTrue();
        tells(500_000);
        look();
        assertThat(probe.finds(other)).isFalse();
    }

    /** The kubelets hang since before this process began: somebody has to be told. */
    @Test
    void aVolumeThatWasSeenBeforeARestartIsUnknownUntilItIsSeenAgain() {
        Subject volume = new Subject(RuleName.STORAGE_USED, "eu/volume/data-ledger-0", null, "eu");
        probe.recall(List.of(volume, new Subject(RuleName.STORAGE_USED, "shop/databases", null, "shop")));

        assertThat(probe.late())
                .containsExactly(new Observation(volume, new Reading.Unknown("the kubelets did not answer in time")));
    }

    @Test
    void aKubeletThatRefusesLeavesItsVolumesUnknown() {
        api.server().expect().get().withPath(SUMMARY).andReturn(403, "").once();
        assertThat(look().reading())
                .isInstanceOfSatisfying(
                        Reading.Unknown.class,
                        unknown -> assertThat(unknown.explained()).isFalse());
    }
}
