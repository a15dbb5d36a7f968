package org.theorder.lifeboat.restore.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code deploy/kubernetes/rbac.yaml} allows.
 *
 * @param allowed as {@code verb group/resource}
 */
record Role(Set<String> allowed) {
    private static final Path FOLDER =
            Path.of(System.getProperty("lifeboat.project", "..")).resolve("deploy/kubernetes");

    static Role shipped() throws IOException {
        Set<String> allowed = manifests().stream()
                .filter(io.fabric8.kubernetes.api.model.rbac.Role.class::isInstance)
                .map(io.fabric8.kubernetes.api.model.rbac.Role.class::cast)
                .flatMap(role -> role.getRules().stream())
                .flatMap(rule -> rule.getVerbs().stream()
                        .flatMap(verb -> rule.getApiGroups().stream()
                                .flatMap(group -> rule.getResources().stream()
                                        .map(resource -> verb + " " + group + "/" + resource))))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(allowed).isNotEmpty();
        return new Role(allowed);
    }

    /** What {@code deploy/kubernetes/drill-network-policy.yaml} shuts off. */
    static NetworkPolicy networkPolicy() throws IOException {
        try (InputStream in = Files.newInputStream(FOLDER.resolve("drill-network-policy.yaml"))) {
            NetworkPolicy policy = new KubernetesSerialization().unmarshal(in, NetworkPolicy.class);
            refuseUnknownFields(policy, policy.getKind());
            return policy;
        }
    }

    /** All of the file; a field that Kubernetes does not know is an error. */
    static List<HasMetadata> manifests() throws IOException {
        try (InputStream in = Files.newInputStream(FOLDER.resolve("rbac.yaml"))) {
            Object read = new KubernetesSerialization().unmarshal(in);
            List<HasMetadata> manifests = read instanceof io.fabric8.kubernetes.api.model.KubernetesList list
                    ? list.getItems()
                    : ((List<?>) read).stream().map(HasMetadata.class::cast).toList();
            manifests.forEach(manifest -> refuseUnknownFields(manifest, manifest.getKind()));
            return manifests;
        }
    }

    /** fabric8 keeps what it does not know in {@code additionalProperties}, at every level. */
    static void refuseUnknownFields(Object bean, String path) {
        switch (bean) {
            case Iterable<?> list -> list.forEach(each -> refuseUnknownFields(each, path + "[]"));
            case Object other
            when other.getClass().getName().startsWith("io.fabric8.kubernetes.api.model") -> {
                for (Method getter : other.getClass().getMethods()) {
                    if (getter.getName().startsWith("get") && getter.getParameterCount() == 0) {
                        Object value = value(getter, other);
                        if (getter.getName().equals("getAdditionalProperties")) {
                            assertThat((Map<?, ?>) value).as(path).isEmpty();
                        } else if (value != null) {
                            refuseUnknownFields(
                                    value, path + "." + getter.getName().substring(3));
                        }
                    }
                }
            }
            default -> {
                // a text or a number
            }
        }
    }

    private static Object value(Method getter, Object bean) {
        try {
            return getter.invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(getter.toString(), e);
        }
    }

    Set<String> notAllowed(List<String> requests) {
        Set<String> used = used(requests);
        used.removeAll(allowed);
        return used;
    }

    Set<String> neverUsed(List<String> requests) {
        Set<String> unused = new TreeSet<>(allowed);
        unused.removeAll(used(requests));
        return unused;
    }

    /** As the API server names them: {@code GET} of a collection is {@code list}. */
    private static Set<String> used(List<String> requests) {
        return requests.stream().map(Role::verb).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String verb(String request) {
        String[] words = request.split(" ", -1);
        String group = words[1].startsWith("/api/v1/") ? "" : words[1].split("/", -1)[2];
        String rest = words[1].replaceFirst("^/(api/v1|apis/[^/]+/[^/]+)/namespaces/[^/]+/", "");
        String[] parts = rest.split("/", -1);
        String resource = parts.length > 2 ? parts[0] + "/" + parts[2] : parts[0];
        String verb = switch (words[0]) {
            case "GET" -> parts.length == 1 ? "list" : "get";
            case "POST" -> "create";
            case "DELETE" -> "delete";
            default -> words[0];
        };
        return verb + " " + group + "/" + resource;
    }
}
