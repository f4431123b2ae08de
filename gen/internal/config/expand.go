package config

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/pgen-go/pgen/gen/internal/source"
)

// Lookup finds an environment variable; ok is false when it is not set.
type Lookup func(name string) (value string, ok bool)

// Expand replaces ${VAR}, ${VAR:-default} and ${VAR:?message} in text; $$ is a
// plain dollar. An unset (or, for the forms with a colon, empty) variable without
// a default is an error, never an empty string.
func Expand(text string, lookup Lookup) (string, error) {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 || i == len(text)-1 {
			b.WriteString(text)
			return b.String(), nil
		}
		b.WriteString(text[:i])
		switch text[i+1] {
		case '$':
			b.WriteByte('$')
			text = text[i+2:]
		case '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				return "", fmt.Errorf("${ without a closing brace: write $$ for a plain dollar")
			}
			value, err := expandOne(text[i+2:i+end], lookup)
			if err != nil {
				return "", err
			}
			b.WriteString(value)
			text = text[i+end+1:]
		default:
			b.WriteByte('$')
			text = text[i+1:]
		}
	}
}

func expandOne(expr string, lookup Lookup) (string, error) {
	name, rest, colon := strings.Cut(expr, ":")
	if name == "" {
		return "", fmt.Errorf("${%s} names no variable", expr)
	}
	value, ok := lookup(name)
	switch {
	case ok && (value != "" || !colon):
		return value, nil
	case strings.HasPrefix(rest, "-"):
		return rest[1:], nil
	case strings.HasPrefix(rest, "?") && rest != "?":
		return "", fmt.Errorf("environment variable %s is not set: %s", name, rest[1:])
	case colon && rest != "?":
		return "", fmt.Errorf("${%s} is not understood: write ${VAR}, ${VAR:-default} or ${VAR:?message}", expr)
	}
	return "", fmt.Errorf("environment variable %s is not set: set it, or write ${%s:-default}", name, name)
}

// reader checks keys and expands variables in a parsed file, in place.
type reader struct {
	file   *source.File
	lookup Lookup
	found  source.Diagnostics
	// late holds the errors of values that not every command needs.
	late map[string]error
}

// read parses the file. It returns false if there is nothing in it.
func (r *reader) read() (doc yaml.Node, ok bool) {
	d := yaml.NewDecoder(strings.NewReader(r.file.Text))
	switch err := d.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return doc, false
	case err != nil:
		r.yamlFault(err)
		return doc, false
	}
	var second yaml.Node
	if err := d.Decode(&second); err == nil && len(second.Content) > 0 {
		r.report(second.Content[0], "second-document", "there is a second document behind ---", "write all settings into one document")
	} else if err != nil && !errors.Is(err, io.EOF) {
		r.yamlFault(err)
	}
	return doc, len(doc.Content) > 0
}

var yamlLine = regexp.MustCompile(`(?s)^(?:yaml: )?(?:unmarshal errors:\s+)?line ([0-9]+): (.*)$`)

// yamlFault reports what the parser says, at the line that it names in its text.
func (r *reader) yamlFault(err error) {
	message, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		message = m[2]
	}
	if strings.HasPrefix(message, "did not find expected") {
		line++ // here, and only here, the parser counts from 0
	}
	lines := strings.SplitAfter(strings.TrimRight(r.file.Text, "\r\n"), "\n")
	line = min(max(line, 1), len(lines))
	text := lines[line-1]
	column := len(text) - len(strings.TrimLeft(text, " \t")) + 1
	r.report(&yaml.Node{Line: line, Column: column}, "yaml", message, "write a mapping of keys to values, indented with spaces")
}

func (r *reader) walk(n *yaml.Node, known keys, path string) {
	if check := shapes[path]; check != nil && !check(r, n) {
		return
	}
	switch {
	case n.Kind == yaml.ScalarNode:
		r.expand(n, path)
	case n.Kind == yaml.MappingNode && (known != nil || freeForm(path)):
		for i := 0; i < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			below, ok := known[key.Value]
			if known != nil && !ok {
				r.report(key, "unknown-key", fmt.Sprintf("unknown key %q", join(path, key.Value)), "known keys here: "+names(known))
				continue
			}
			r.walk(value, below, join(path, key.Value))
		}
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			r.walk(item, nil, path+"[]")
		}
	case n.Kind == yaml.MappingNode:
		r.report(n, "wrong-value", fmt.Sprintf("%s takes a plain value, not a mapping", path), "")
	}
}

// freeForm tells which keys hold a mapping with names of the user's own.
func freeForm(path string) bool { return path == "generate.types" || path == "generate.names" }

func (r *reader) expand(n *yaml.Node, path string) {
	value, err := Expand(n.Value, r.lookup)
	switch {
	case err == nil:
		n.Value = value
	case strings.HasPrefix(path, "database."):
		r.late[path] = source.Diagnostics{r.diagnostic(n, "unset-variable", path+": "+err.Error(), "")}
	default:
		r.report(n, "unset-variable", path+": "+err.Error(), "")
	}
}

func (r *reader) report(n *yaml.Node, code, message, hint string) {
	r.found = append(r.found, r.diagnostic(n, code, message, hint))
}

func (r *reader) diagnostic(n *yaml.Node, code, message, hint string) source.Diagnostic {
	at := r.offset(n)
	return source.Diagnostic{Code: code, Message: message, Hint: hint,
		Span: source.Span{File: r.file, Start: at, End: min(at+len(n.Value), len(r.file.Text))}}
}

// offset turns the line and column (in characters, from 1) of a node into bytes.
func (r *reader) offset(n *yaml.Node) int {
	at := 0
	for range n.Line - 1 {
		at += strings.IndexByte(r.file.Text[at:], '\n') + 1
	}
	for i := range r.file.Text[at:] {
		if n.Column--; n.Column == 0 {
			return at + i
		}
	}
	return at
}

func names(k keys) string {
	var out []string
	for name := range k {
		out = append(out, name)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
