# What the tools share. kubectl-ai hands a tool one string of words, which the model wrote: each tool takes it apart here,
# knows every word, and says what is wrong with the rest. This is convenience, not the wall: that is the account's Role and
# the admission policy.
set -euf -o pipefail

TOOL=$(basename "$0")
SCALE='autoscaling\.knative\.dev'

refuse() {
  echo "$TOOL: $1" >&2
  exit 2
}

# Sets WORDS to what was asked, in whatever way it came: as words, as one string, with or without the tool's own name.
words() {
  local line="$*"
  read -r -a WORDS <<<"${line//$'\n'/ }" || true
  if [ "${WORDS[0]:-}" = "$TOOL" ]; then WORDS=("${WORDS[@]:1}"); fi
  local word
  for word in ${WORDS[@]+"${WORDS[@]}"}; do
    [[ $word =~ ^[-A-Za-z0-9=]+$ ]] || refuse "$word is not a word that this tool knows; usage: $USAGE"
  done
}

# Sets FUNCTION to the function that a word names.
function_of() {
  case "${1#todo-}" in
    tasks | mcp | chat) FUNCTION=${1#todo-} ;;
    *) refuse "${1:-nothing} is not a function; there are tasks, mcp and chat; usage: $USAGE" ;;
  esac
}

# A field of a function's Service, as a jsonpath.
field() { kubectl get services.serving.knative.dev "todo-$1" --output "jsonpath=$2"; }

live() { field "$1" "{.spec.template.metadata.annotations.$SCALE/$2-scale}"; }

# What the release says of the function's scale; Helm alone writes these.
released() { field "$1" "{.metadata.annotations.todo-app/$2-scale}"; }

# Sets the function's scale: FUNCTION MIN MAX.
scale() {
  kubectl patch services.serving.knative.dev "todo-$1" --type merge --patch "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"autoscaling.knative.dev/min-scale\":\"$2\",\"autoscaling.knative.dev/max-scale\":\"$3\"}}}}}" >/dev/null
}
