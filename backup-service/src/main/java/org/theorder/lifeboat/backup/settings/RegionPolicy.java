package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** In which of a cluster's regions something must be before it counts: {@code any}, {@code all}, or those that are named. */
@Schema(description = "any, all, or a list of regions", examples = "any")
public sealed interface RegionPolicy {
    /** One region is enough. */
    RegionPolicy ANY = new Any();

    /** Every region of the cluster. */
    RegionPolicy ALL = new All();

    /** Whether being in {@code present} is enough. */
    boolean satisfiedBy(Collection<RegionName> present, Collection<RegionName> ofCluster);

    /** The text {@code any} or {@code all}, or the list of names. */
    @JsonValue
    Object wireForm();

    /** See {@link #ANY}. */
    record Any() implements RegionPolicy {
        @Override
        public boolean satisfiedBy(Collection<RegionName> present, Collection<RegionName> ofCluster) {
            return present.stream().anyMatch(ofCluster::contains);
        }

        @Override
        public Object wireForm() {
            return "any";
        }
    }

    /** See {@link #ALL}. */
    record All() implements RegionPolicy {
        @Override
        public boolean satisfiedBy(Collection<RegionName> present, Collection<RegionName> ofCluster) {
            return present.containsAll(ofCluster);
        }

        @Override
        public Object wireForm() {
            return "all";
        }
    }

    /** All of these, in order of name. */
    record Named(List<RegionName> regions) implements RegionPolicy {
        public Named {
            regions = regions.stream().sorted().distinct().toList();
        }

        @Override
        public boolean satisfiedBy(Collection<RegionName> present, Collection<RegionName> ofCluster) {
            return present.containsAll(regions);
        }

        @Override
        public Object wireForm() {
            return regions;
        }
    }

    /** @throws SettingInvalid naming the setting */
    static RegionPolicy of(String setting, List<String> words) {
        if (words.equals(List.of("any"))) {
            return ANY;
        }
        if (words.equals(List.of("all"))) {
            return ALL;
        }
        SettingInvalid.require(!words.isEmpty(), setting, "is empty; any, all, or a list of regions");
        try {
            return new Named(words.stream().map(RegionName::new).toList());
        } catch (LifeboatException e) {
            throw new SettingInvalid(setting, e.explanation() + "; any, all, or a list of regions");
        }
    }
}
