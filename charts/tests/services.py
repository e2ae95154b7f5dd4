"""knative/services.yaml: the three functions as the chart renders them."""

from chart import ROOT, helm

SERVICES = ROOT / "knative/services.yaml"
HEADER = "# The three functions as the chart renders them with ci/minimal-values.yaml. Not to be edited: charts/test --update\n"


def services():
    return HEADER + helm("template", "minimal", "--show-only", "templates/function-knative.yaml").stdout
