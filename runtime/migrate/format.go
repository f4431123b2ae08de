package migrate

import (
	"bytes"
	"strings"
	"time"
)

// Format writes a revision file. Parse gives the revision back, apart from
// File, Checksum and the lines of the steps. The message and the SQL must not
// hold lines that start with a marker; Parse would cut there.
func Format(r *Revision) []byte {
	var b bytes.Buffer
	b.WriteString(markerPrefix + "revision " + r.ID + "\n")
	writeNames(&b, "revises", r.Parents)
	writeNames(&b, "labels", r.Labels)
	writeNames(&b, "depends-on", r.DependsOn)
	if r.Message != "" {
		for line := range strings.SplitSeq(r.Message, "\n") {
			b.WriteString(strings.TrimRight("-- "+line, " ") + "\n")
		}
	}
	b.WriteString("\n" + markerPrefix + "up\n")
	writeSteps(&b, r.Up)
	if r.HasDown {
		b.WriteString("\n")
		b.WriteString(formatDown(r.Down))
	}
	return b.Bytes()
}

func formatDown(steps []Step) string {
	var b bytes.Buffer
	b.WriteString(markerPrefix + "down\n")
	writeSteps(&b, steps)
	return b.String()
}

func writeNames(b *bytes.Buffer, word string, names []string) {
	if len(names) > 0 {
		b.WriteString(markerPrefix + word + " " + strings.Join(names, ", ") + "\n")
	}
}

func writeSteps(b *bytes.Buffer, steps []Step) {
	for i, step := range steps {
		options := formatOptions(step)
		if i > 0 || options != "" {
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString(markerPrefix + "step" + options + "\n")
		}
		if sql := strings.Trim(step.SQL, "\r\n"); sql != "" {
			b.WriteString(sql + "\n")
		}
	}
}

func formatOptions(s Step) string {
	var b strings.Builder
	add := func(key, value string) {
		if strings.ContainsAny(value, " \t\"") || value == "" {
			value = `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
		}
		b.WriteString(" " + key + "=" + value)
	}
	if s.NoTransaction {
		add("transaction", "off")
	}
	if s.Role != "" {
		add("role", s.Role)
	}
	if s.LockTimeout != nil {
		add("lock-timeout", formatTimeout(*s.LockTimeout))
	}
	if s.StatementTimeout != nil {
		add("statement-timeout", formatTimeout(*s.StatementTimeout))
	}
	if len(s.Loses) > 0 {
		add("loses", strings.Join(s.Loses, ","))
	}
	if s.Function != "" {
		add("function", s.Function)
	}
	return b.String()
}

func formatTimeout(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return d.String()
}
