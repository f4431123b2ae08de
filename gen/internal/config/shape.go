package config

import (
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"
)

// Folders are paths of folders. The file has one alone or a list.
type Folders []string

// UnmarshalYAML reads both forms.
func (f *Folders) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*f = Folders{n.Value}
		return nil
	}
	return n.Decode((*[]string)(f))
}

// shapes check the values whose form is more than a plain text, by path. A check
// reports what is wrong and returns false.
var shapes = map[string]func(*reader, *yaml.Node) bool{
	"migrations": (*reader).folders, "hooks": (*reader).hooks,
	"revision.slug_length": (*reader).slugLength, "revision.timezone": (*reader).timezone,
}

func (r *reader) wrong(n *yaml.Node, hint, format string, args ...any) bool {
	r.report(n, "wrong-value", fmt.Sprintf(format, args...), hint)
	return false
}

// word reports whether the node is a plain text that is not empty.
func word(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag != "!!null" && n.Value != "" }

func (r *reader) folders(n *yaml.Node) bool {
	const hint = "write migrations: db/migrations, or migrations: [db/migrations, billing/migrations]"
	if n.Kind == yaml.ScalarNode && word(n) {
		return true
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return r.wrong(n, hint, "migrations takes a folder or a list of folders")
	}
	seen := map[string]bool{}
	for _, item := range n.Content {
		if !word(item) {
			return r.wrong(item, hint, "a folder of migrations is a plain text")
		}
		path := filepath.Clean(item.Value)
		if seen[path] {
			return r.wrong(item, "remove one", "folder %s stands twice", item.Value)
		}
		seen[path] = true
	}
	return true
}

func (r *reader) hooks(n *yaml.Node) bool {
	const hint = "write each as a command and its arguments: - [sqlfluff, fix, REVISION]; a shell is one too: - [sh, -c, 'cat \"$1\"', sh, REVISION]"
	if n.Kind != yaml.SequenceNode {
		return r.wrong(n, hint, "hooks takes a list of commands")
	}
	for _, command := range n.Content {
		if command.Kind != yaml.SequenceNode || len(command.Content) == 0 {
			return r.wrong(command, hint, "a hook is a list: a command and its arguments")
		}
		for i, w := range command.Content {
			if w.Kind != yaml.ScalarNode || w.Tag == "!!null" || i == 0 && w.Value == "" {
				return r.wrong(w, hint, "a hook consists of plain texts")
			}
		}
	}
	return true
}

func (r *reader) slugLength(n *yaml.Node) bool {
	if length, err := strconv.Atoi(n.Value); n.Kind != yaml.ScalarNode || err != nil || length < 1 || length > 200 {
		return r.wrong(n, "write the greatest number of characters that a message may give to a file name, such as 40",
			"revision.slug_length takes a number from 1 to 200")
	}
	return true
}

func (r *reader) timezone(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return r.wrong(n, "", "revision.timezone takes a plain value")
	}
	if _, err := time.LoadLocation(n.Value); err != nil {
		return r.wrong(n, "write UTC, Local or a name such as Europe/Paris", "revision.timezone: %s", err)
	}
	return true
}
