// Command conformance plans OPA's own evaluation cases, so that they can be run by another evaluator of its plans. It writes
// one JSON object a line: the case, its plan, and what OPA's authors expect of it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/test/cases"
)

const queryPackage = "conformance_query"

type planned struct {
	File      string              `json:"file"`
	Note      string              `json:"note"`
	Query     string              `json:"query"`
	Plan      json.RawMessage     `json:"plan,omitempty"`
	Error     string              `json:"error,omitempty"`
	Data      *map[string]any     `json:"data,omitempty"`
	Input     *any                `json:"input,omitempty"`
	Term      any                 `json:"term,omitempty"`
	Defined   *bool               `json:"defined,omitempty"`
	Result    *[]map[string]any   `json:"result,omitempty"`
	ErrorCode *string             `json:"errorCode,omitempty"`
	WantError *string             `json:"wantError,omitempty"`
	Sort      bool                `json:"sort,omitempty"`
	Strict    bool                `json:"strict,omitempty"`
	Env       map[string]string   `json:"env,omitempty"`
}

func main() {
	root := os.Args[1]
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for _, tc := range cases.MustLoad(root).Sorted().Cases {
		result := planned{
			Note: tc.Note, Query: tc.Query, Data: tc.Data, Input: tc.Input, Defined: tc.WantDefined, Result: tc.WantResult,
			ErrorCode: tc.WantErrorCode, WantError: tc.WantError, Sort: tc.SortBindings, Strict: tc.StrictError, Env: tc.Env,
		}
		result.File, _ = filepath.Rel(root, tc.Filename)
		if tc.InputTerm != nil {
			result.Term = tagged(ast.MustParseTerm(*tc.InputTerm).Value)
		}
		plan, err := planCase(tc)
		if err != nil {
			result.Error = err.Error()
		}
		result.Plan = plan
		if err := encoder.Encode(result); err != nil {
			panic(err)
		}
	}
}

// planCase plans the modules of a case and its query, as a rule that holds the query's bindings.
func planCase(tc cases.TestCase) (_ json.RawMessage, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	options := ast.ParserOptions{AllFutureKeywords: true, RegoVersion: ast.RegoV1, ProcessAnnotation: true}
	if tc.ExperimentalKeywords {
		options.Capabilities = ast.CapabilitiesForThisVersion()
	}
	b := bundle.Bundle{Manifest: bundle.Manifest{}, Data: map[string]any{}}
	b.Manifest.Init()
	b.Manifest.SetRegoVersion(ast.RegoV1)
	if tc.Data != nil {
		b.Data = *tc.Data
	}
	sources := append([]string{}, tc.Modules...)
	query, err := queryModule(tc.Query, options)
	if err != nil {
		return nil, err
	}
	sources = append(sources, query)
	for i, source := range sources {
		name := fmt.Sprintf("/module-%d.rego", i)
		module, err := ast.ParseModuleWithOpts(name, source, options)
		if err != nil {
			return nil, err
		}
		b.Modules = append(b.Modules, bundle.ModuleFile{URL: name, Path: name, Raw: []byte(source), Parsed: module})
	}
	compiler := compile.New().WithTarget(compile.TargetPlan).WithBundle(&b).WithEntrypoints(queryPackage + "/result").
		WithRegoVersion(ast.RegoV1)
	if err := compiler.Build(context.Background()); err != nil {
		return nil, err
	}
	for _, file := range compiler.Bundle().PlanModules {
		return file.Raw, nil
	}
	return nil, fmt.Errorf("no plan")
}

func queryModule(query string, options ast.ParserOptions) (string, error) {
	body, err := ast.ParseBodyWithOpts(query, options)
	if err != nil {
		return "", err
	}
	bindings := []string{}
	vis := ast.NewVarVisitor().WithParams(ast.VarVisitorParams{SkipRefHead: true, SkipClosures: true})
	vis.Walk(body)
	for v := range vis.Vars() {
		if v.IsWildcard() || v.IsGenerated() || v.Equal(ast.DefaultRootDocument.Value) || v.Equal(ast.InputRootDocument.Value) {
			continue
		}
		bindings = append(bindings, fmt.Sprintf("%q: %s", string(v), string(v)))
	}
	return fmt.Sprintf("package %s\n\nresult contains {%s} if {\n%s\n}\n", queryPackage, strings.Join(bindings, ", "), query), nil
}

// tagged writes values that JSON does not have: a set is {"$set": [...]}, an object with other keys {"$object": [[k, v], ...]}.
func tagged(value ast.Value) any {
	switch value := value.(type) {
	case ast.Set:
		items := []any{}
		value.Foreach(func(t *ast.Term) { items = append(items, tagged(t.Value)) })
		return map[string]any{"$set": items}
	case *ast.Array:
		items := []any{}
		value.Foreach(func(t *ast.Term) { items = append(items, tagged(t.Value)) })
		return items
	case ast.Object:
		pairs := [][]any{}
		value.Foreach(func(k, v *ast.Term) { pairs = append(pairs, []any{tagged(k.Value), tagged(v.Value)}) })
		return map[string]any{"$object": pairs}
	default:
		result, err := ast.JSON(value)
		if err != nil {
			panic(err)
		}
		return result
	}
}
