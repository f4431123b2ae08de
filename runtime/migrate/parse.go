package migrate

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markerPrefix starts every line that the format gives a meaning to.
const markerPrefix = "-- pgen:"

// header keeps the text and the places of the names in the head of a file, so
// that faults of the graph can point at them.
type header struct {
	text   string
	places []place
}

// place is the byte offset of a name that a marker gives.
type place struct {
	word, name string
	at         int
}

// parser reads one file, line by line.
type parser struct {
	rev     *Revision
	text    string
	offset  int // of the current line
	line    int
	section string // "" in the head, then "up" and "down"
	message []string
	// seen are the markers that stand once in a file and have come, in words as long
	// as it is large enough.
	seen  []string
	words [6]string
	// The step that is being read: where its text starts, and whether a step
	// marker started it.
	step      Step
	start     int
	startLine int
	explicit  bool
}

// Parse reads a revision file. The name is shown in messages and its last
// element must be the revision's id and ".sql". The error is a *FileError.
//
// Only lines that start with "-- pgen:" have a meaning; everything between
// them is SQL and is kept as it is.
func Parse(name string, data []byte) (*Revision, error) {
	p := &parser{rev: &Revision{File: name}, text: string(data)}
	p.rev.header = header{text: p.text, places: make([]place, 0, 2)} // most files have an id and a parent
	p.seen = p.words[:0]
	if err := refuseBytes(name, p.text); err != nil {
		return nil, err
	}
	for p.offset < len(p.text) {
		p.line++
		end := len(p.text)
		if i := strings.IndexByte(p.text[p.offset:], '\n'); i >= 0 {
			end = p.offset + i + 1
		}
		if err := p.readLine(strings.TrimRight(p.text[p.offset:end], " \t\r\n"), end); err != nil {
			return nil, err
		}
		p.offset = end
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.rev, nil
}

// refuseBytes refuses what PostgreSQL would refuse without a place, or take
// for the end of the text.
func refuseBytes(name, text string) error {
	if strings.HasPrefix(text, "\ufeff") {
		return faultAt(name, text, 0, "the file starts with a byte order mark", "save the file as UTF-8 without BOM")
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return faultAt(name, text, i, "the file contains a NUL byte", "remove the byte")
	}
	if utf8.ValidString(text) {
		return nil
	}
	valid := 0
	for r, n := utf8.DecodeRuneInString(text); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRuneInString(text[valid:]) {
		valid += n // U+FFFD itself may stand in a text, and has three bytes
	}
	return faultAt(name, text, valid, "the file is not valid UTF-8", "convert the file to UTF-8")
}

func (p *parser) readLine(line string, next int) error {
	if strings.HasPrefix(line, markerPrefix) {
		return p.marker(line, next)
	}
	if p.section != "" || line == "" {
		if line == "" && p.section == "" && len(p.message) > 0 {
			p.message = append(p.message, "")
		}
		return nil
	}
	text, ok := strings.CutPrefix(line, "--")
	if !ok {
		return p.fault(0, "SQL before the "+markerPrefix+"up line", "put "+markerPrefix+"up above the first statement")
	}
	p.message = append(p.message, strings.TrimPrefix(text, " "))
	return nil
}

func (p *parser) marker(line string, next int) error {
	word, rest, _ := strings.Cut(line[len(markerPrefix):], " ")
	at := len(markerPrefix) + len(word) + 1
	switch word {
	case "revision", "revises", "labels", "depends-on":
		return p.headMarker(word, rest, at)
	case "up", "down":
		return p.sectionMarker(word, rest, at, next)
	case "step":
		return p.stepMarker(rest, at, next)
	}
	return p.fault(len(markerPrefix), "unknown marker "+quote(markerPrefix+word),
		"known are revision, revises, labels, depends-on, up, step and down")
}

func (p *parser) headMarker(word, rest string, at int) error {
	if p.section != "" {
		return p.fault(0, markerPrefix+word+" after "+markerPrefix+p.section, "move the line to the head of the file")
	}
	if err := p.once(word); err != nil {
		return err
	}
	names, err := p.names(word, rest, at)
	if err != nil {
		return err
	}
	switch word {
	case "revision":
		if len(names) != 1 {
			return p.fault(at, "a file has one revision id", "write one id")
		}
		p.rev.ID = names[0]
		return p.checkFileName(at)
	case "revises":
		p.rev.Parents = names
	case "labels":
		p.rev.Labels = names
	case "depends-on":
		p.rev.DependsOn = names
	}
	return nil
}

func (p *parser) checkFileName(at int) error {
	want := strings.TrimSuffix(path.Base(strings.ReplaceAll(p.rev.File, `\`, "/")), ".sql")
	if p.rev.ID != want {
		return p.fault(at, "the revision id is not the name of the file",
			"rename the file to "+p.rev.ID+".sql, or write "+markerPrefix+"revision "+want)
	}
	return nil
}

// names reads a list separated by commas and remembers where each name stands.
func (p *parser) names(word, rest string, at int) ([]string, error) {
	var names []string
	for part := range strings.SplitSeq(rest, ",") {
		name := strings.TrimSpace(part)
		column := at + strings.Index(part, name)
		at += len(part) + 1
		if name == "" {
			return nil, p.fault(min(column, len(markerPrefix)+len(word)), markerPrefix+word+" lacks a name",
				"write names separated by commas, or remove the line")
		}
		if err := CheckID(name); err != nil {
			return nil, p.fault(column, err.Error(), "use letters, digits, _, . and -")
		}
		if slices.Contains(names, name) {
			return nil, p.fault(column, quote(name)+" stands twice", "remove one")
		}
		p.rev.header.places = append(p.rev.header.places, place{word, name, p.offset + column})
		names = append(names, name)
	}
	return names, nil
}

// CheckID reports why a text cannot be the id or the label of a revision, nil if
// it can. Ids are made of letters, digits, "_", "." and "-", start with a letter,
// digit or "_", and are none of the words of the revision grammar.
func CheckID(id string) error {
	for i, r := range id {
		letter := r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
		if !letter && (i == 0 || r != '.' && r != '-') {
			return nameError(quote(id) + " is not a name: " + quote(string(r)) + " cannot stand there")
		}
	}
	if id == "" || slices.Contains([]string{"head", "heads", "base", "current"}, id) {
		return nameError(quote(id) + " cannot be a name")
	}
	return nil
}

type nameError string

func (e nameError) Error() string { return string(e) }

func (p *parser) sectionMarker(word, rest string, at, next int) error {
	if strings.TrimSpace(rest) != "" {
		return p.fault(at, markerPrefix+word+" takes no options", "write them on a "+markerPrefix+"step line below")
	}
	if p.rev.ID == "" {
		return p.fault(0, markerPrefix+word+" without a revision id", "start the file with "+markerPrefix+"revision ID")
	}
	if word == "down" && p.section == "" {
		return p.fault(0, markerPrefix+"down before "+markerPrefix+"up", "write the up section first")
	}
	if err := p.once(word); err != nil {
		return err
	}
	if err := p.endStep(); err != nil {
		return err
	}
	p.section = word
	p.rev.HasDown = word == "down"
	p.beginStep(Step{}, next, false)
	return nil
}

func (p *parser) stepMarker(rest string, at, next int) error {
	if p.section == "" {
		return p.fault(0, markerPrefix+"step before "+markerPrefix+"up", "write "+markerPrefix+"up above it")
	}
	if err := p.endStep(); err != nil {
		return err
	}
	step, err := p.options(rest, at)
	if err != nil {
		return err
	}
	p.beginStep(step, next, true)
	return nil
}

func (p *parser) beginStep(step Step, start int, explicit bool) {
	p.step, p.start, p.startLine, p.explicit = step, start, p.line+1, explicit
}

// endStep keeps the step that ends at the current line. The piece between a
// section marker and the first step marker counts only if it holds SQL.
func (p *parser) endStep() error {
	if p.section == "" {
		return nil
	}
	raw := p.text[p.start:p.offset]
	body := strings.TrimLeft(raw, " \t\r\n")
	lead := raw[:len(raw)-len(body)]
	if i := strings.LastIndexByte(lead, '\n'); i >= 0 {
		p.start, p.startLine = p.start+i+1, p.startLine+strings.Count(lead, "\n")
	}
	p.step.SQL, p.step.Line = strings.TrimRight(p.text[p.start:p.offset], " \t\r\n"), p.startLine
	first := firstStatement(p.step.SQL)
	if err := p.checkStep(first); err != nil {
		return err
	}
	if first < 0 && p.step.Function == "" {
		return nil
	}
	if p.section == "up" {
		p.rev.Up = append(p.rev.Up, p.step)
	} else {
		p.rev.Down = append(p.rev.Down, p.step)
	}
	return nil
}

// checkStep refuses contents that do not go with the options. The first
// statement is at the byte offset first, or -1.
func (p *parser) checkStep(first int) error {
	at := func(offset int, message, hint string) error {
		return faultAt(p.rev.File, p.text, p.start+offset, message, hint)
	}
	switch {
	case p.step.Function != "" && first >= 0:
		return at(first, "a step with function= has no SQL", "put the SQL into a step of its own")
	case p.step.Function != "" && p.step.NoTransaction:
		return at(0, "a Go function runs in a transaction", "remove transaction=off")
	case p.explicit && p.step.Function == "" && first < 0:
		return at(0, "the step has no statement", "write one, or remove the "+markerPrefix+"step line")
	case p.step.NoTransaction:
		if starts := statementStarts(p.step.SQL); len(starts) > 1 {
			return at(starts[1], "a step with transaction=off has one statement",
				"write "+markerPrefix+"step transaction=off above the second one too")
		}
	}
	return nil
}

func (p *parser) finish() error {
	if p.section == "" {
		p.offset = 0
		return p.fault(0, "the file has no "+markerPrefix+"up line",
			"write "+markerPrefix+"revision, "+markerPrefix+"up and the statements below")
	}
	if err := p.endStep(); err != nil {
		return err
	}
	p.rev.Message = strings.Trim(strings.Join(p.message, "\n"), "\n")
	return nil
}

func (p *parser) once(word string) error {
	if slices.Contains(p.seen, word) {
		return p.fault(0, markerPrefix+word+" stands twice", "remove one")
	}
	p.seen = append(p.seen, word)
	return nil
}

// fault makes the error for a column (in bytes, from 0) of the current line.
func (p *parser) fault(column int, message, hint string) error {
	return faultAt(p.rev.File, p.text, p.offset+column, message, hint)
}

func quote(s string) string { return `"` + s + `"` }
