package revision

import (
	"bytes"
	"strings"
)

// rehead rewrites the names in the head of a revision file and leaves everything
// else, byte for byte. A line that is missing is put behind the first one; a line
// that would have no names is taken out.
func rehead(data []byte, id string, parents, dependsOn []string) []byte {
	names := map[string][]string{"revision": {id}, "revises": parents, "depends-on": dependsOn}
	rest, lineEnd := data, "\n"
	seen := map[string]bool{}
	var out []byte
	var behindFirst int
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		whole := rest[:len(rest)-len(after)]
		word, isMarker := strings.CutPrefix(string(bytes.TrimRight(line, " \t\r")), "-- pgen:")
		word, _, _ = strings.Cut(word, " ")
		if isMarker && word == "up" {
			break
		}
		rest = after
		list, known := names[word]
		if !isMarker || !known {
			out = append(out, whole...)
			continue
		}
		if bytes.HasSuffix(line, []byte("\r")) {
			lineEnd = "\r\n"
		}
		seen[word] = true
		out = appendNames(out, word, list, lineEnd)
		if word == "revision" {
			behindFirst = len(out)
		}
	}
	var missing []byte
	for _, word := range []string{"revises", "depends-on"} {
		if !seen[word] {
			missing = appendNames(missing, word, names[word], lineEnd)
		}
	}
	head := append(append([]byte{}, out[:behindFirst]...), missing...)
	return append(append(head, out[behindFirst:]...), rest...)
}

func appendNames(out []byte, word string, names []string, lineEnd string) []byte {
	if len(names) == 0 {
		return out
	}
	return append(out, "-- pgen:"+word+" "+strings.Join(names, ", ")+lineEnd...)
}
