#!/bin/sh
# Evidence of a release as people collect it today: capture-with-kubectl.sh NAMESPACE ROLLOUT FOLDER
set -eu
namespace=$1 rollout=$2 folder=$3
mkdir -p "$folder/logs" "$folder/pods"
get() { kubectl -n "$namespace" get "$@" -o json; }

get rollouts.argoproj.io "$rollout" >"$folder/rollout.json"
get analysisruns.argoproj.io >"$folder/analysisruns.json"
get replicasets -l "app=$rollout" >"$folder/replicasets.json"
get services "$rollout-stable" "$rollout-canary" >"$folder/services.json"
get ingresses "$rollout" "$rollout-$rollout-canary" >"$folder/ingresses.json"
get horizontalpodautoscalers >"$folder/horizontalpodautoscalers.json"
get poddisruptionbudgets >"$folder/poddisruptionbudgets.json"
get events >"$folder/events.json"

kubectl -n "$namespace" get pods -l "app=$rollout" -o name | while read -r pod; do
  name=${pod#pod/}
  get "$pod" >"$folder/pods/$name.json"
  kubectl -n "$namespace" logs "$name" --all-containers --timestamps --tail=2000 >"$folder/logs/$name.log"
  # Only of pods that have crashed; whether they have is known when it fails.
  kubectl -n "$namespace" logs "$name" --all-containers --timestamps --tail=2000 --previous >"$folder/logs/$name.previous.log" 2>/dev/null ||
    rm "$folder/logs/$name.previous.log"
done
