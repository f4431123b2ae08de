// Package revision reads migration folders, pgen's own and those of other
// tools, in the order in which their tools apply them, and writes pgen's
// revision files with their checksums.
package revision
