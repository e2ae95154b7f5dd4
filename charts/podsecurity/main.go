// Command podsecurity holds every pod of rendered manifests against Pod Security "restricted", with the evaluator that
// Kubernetes itself admits pods with:
//
//	helm template … | podsecurity
//
// Kubernetes looks at a Knative Service only when its pods are made. This looks into spec.template before that.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// An object with a pod in one of the places that Kubernetes and Knative have for it.
type object struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Items             []map[string]any `json:"items"`
	Spec              struct {
		// Deployment, StatefulSet, DaemonSet, Job, Knative Service.
		Template *corev1.PodTemplateSpec `json:"template"`
		// CronJob.
		JobTemplate *struct {
			Spec struct {
				Template corev1.PodTemplateSpec `json:"template"`
			} `json:"spec"`
		} `json:"jobTemplate"`
	} `json:"spec"`
}

func main() {
	pods, refused, err := evaluate(os.Stdin)
	if err == nil && pods == 0 {
		err = errors.New("there is no pod in what was given")
	}
	for _, reason := range refused {
		fmt.Println(reason)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "podsecurity:", err)
		os.Exit(2)
	}
	if len(refused) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%d pods are %s\n", pods, api.LevelRestricted)
}

// evaluate counts the pods in a stream of YAML documents and says why each that is refused is.
func evaluate(manifests io.Reader) (pods int, refused []string, err error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return 0, nil, err
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	documents := utilyaml.NewYAMLReader(bufio.NewReader(manifests))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return pods, refused, nil
		}
		if err != nil {
			return pods, refused, err
		}
		name, pod, err := podOf(document)
		if err != nil {
			return pods, refused, err
		}
		if pod == nil {
			continue
		}
		pods++
		result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
		if !result.Allowed {
			refused = append(refused, fmt.Sprintf("%s: %s", name, result.ForbiddenDetail()))
		}
	}
}

// podOf finds the pod of one object; there may be none.
func podOf(document []byte) (name string, pod *corev1.PodTemplateSpec, err error) {
	var found object
	if err := read(document, &found); err != nil {
		return "", nil, err
	}
	name = found.Kind + " " + found.Name
	switch spec := found.Spec; {
	case found.Items != nil:
		return name, nil, fmt.Errorf("%s: a list is not looked into", name)
	case found.Kind == "Pod":
		pod = &corev1.PodTemplateSpec{}
		err = read(document, pod)
	case spec.JobTemplate != nil:
		pod = &spec.JobTemplate.Spec.Template
	default:
		pod = spec.Template
	}
	if err == nil && pod != nil && len(pod.Spec.Containers) == 0 {
		err = fmt.Errorf("%s: a pod without containers", name)
	}
	return name, pod, err
}

// read takes names as Kubernetes does: spelt otherwise, a field is not there.
func read(document []byte, into any) error {
	text, err := yaml.YAMLToJSON(document)
	if err != nil {
		return err
	}
	return json.UnmarshalCaseSensitivePreserveInts(text, into)
}
