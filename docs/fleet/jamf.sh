#!/bin/sh
# A script of a Jamf Pro policy, run as root after a package has put the program into /Library/Caches/clampd.
# Parameter 4: observe or enforce.
set -eu
mode="${4:-observe}"
/Library/Caches/clampd/clampd-guard install --all --managed --mode "$mode"
