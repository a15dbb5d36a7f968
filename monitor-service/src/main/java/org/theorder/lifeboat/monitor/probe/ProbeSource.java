package org.theorder.lifeboat.monitor.probe;

import java.util.List;

/** Makes probes of a family from its own part of the configuration. */
public interface ProbeSource {
    List<Probe> probes();
}
