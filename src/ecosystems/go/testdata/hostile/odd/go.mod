module example.com/odd

go nineteen

toolchain rust1.80

require (
	__proto__ v1.0.0
	constructor v1.0.0
	golang.org/x/net v0.17.0
	golang.org/x/net v0.17.0
	golang.org/x/text v0.3.0
	golang.org/x/text v0.4.0
	golang.org/x/crypto master
	golang.org/x/sys 1.0.0
	golang.org/x/term v1.0.0 v2.0.0
)

replace __proto__ => constructor v2.0.0
replace constructor => ../../../../etc
replace golang.org/x/net v0.17.0
replace golang.org/x/net => relative/module
exclude golang.org/x/net
tool
surprise golang.org/x/net v9.9.9
