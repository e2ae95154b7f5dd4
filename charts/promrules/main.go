// Command promrules holds a file of rules, and expressions that it reads as a JSON list, against Prometheus' own parsers,
// and prints what they ask for: a JSON list of metrics, each with the labels that are compared or grouped by.
//
//	promrules alerts.yaml < expressions.json
//
// promtool, which says the same of rules, does not say which metrics they are about, and takes minutes to build.
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

// A metric that an expression asks for.
type asked struct {
	Metric string   `json:"metric"`
	Labels []string `json:"labels"`
	In     string   `json:"in"`
}

func main() {
	if len(os.Args) != 2 {
		fail("usage: promrules FILE < EXPRESSIONS")
	}
	parse := parser.NewParser(parser.Options{})
	groups, errs := rulefmt.ParseFile(os.Args[1], false, model.LegacyValidation, parse, slog.New(slog.DiscardHandler))
	for _, err := range errs {
		fmt.Fprintln(os.Stderr, err)
	}
	if len(errs) > 0 {
		os.Exit(1)
	}
	var expressions []string
	if err := json.NewDecoder(os.Stdin).Decode(&expressions); err != nil {
		fail(err)
	}
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			expressions = append(expressions, rule.Expr)
		}
	}
	found := []asked{}
	for _, expression := range expressions {
		tree, err := parse.ParseExpr(expression)
		if err != nil {
			fail(fmt.Sprintf("%s: %v", expression, err))
		}
		found = append(found, selectors(tree, expression)...)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		fail(err)
	}
}

// What an expression selects; labels that it groups by count for all of it.
func selectors(tree parser.Expr, expression string) []asked {
	var found []asked
	var grouping []string
	parser.Inspect(tree, func(node parser.Node, _ []parser.Node) error {
		switch node := node.(type) {
		case *parser.AggregateExpr:
			grouping = append(grouping, node.Grouping...)
		case *parser.VectorSelector:
			labels := []string{}
			for _, matcher := range node.LabelMatchers {
				if matcher.Name != model.MetricNameLabel {
					labels = append(labels, matcher.Name)
				}
			}
			found = append(found, asked{Metric: node.Name, Labels: labels, In: expression})
		}
		return nil
	})
	for place := range found {
		found[place].Labels = append(found[place].Labels, grouping...)
	}
	return found
}

func fail(what any) {
	fmt.Fprintln(os.Stderr, what)
	os.Exit(1)
}
