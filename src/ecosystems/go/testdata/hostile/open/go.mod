module example.com/cut

go 1.20

require (
	golang.org/x/net v0.17.0
	golang.org/x/te
