"""Ten-fold cross-validation of a network with one hidden layer of 90, 200 epochs.

Arguments: a CSV of cells, and the column that is forecast from the other numbers.
"""

import json
import sys
import time
import warnings

import pandas
import sklearn
from sklearn.compose import TransformedTargetRegressor
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

warnings.simplefilter("ignore")
cells = pandas.read_csv(sys.argv[1]).select_dtypes("number")
target = cells.pop(sys.argv[2])
start = time.perf_counter()
network = MLPRegressor(
    hidden_layer_sizes=(90,), activation="tanh", solver="sgd", alpha=0, batch_size=32, learning_rate_init=0.04,
    momentum=0.5, nesterovs_momentum=False, max_iter=200, n_iter_no_change=201, tol=0,
    random_state=0)
model = TransformedTargetRegressor(
    make_pipeline(MinMaxScaler(), network), transformer=MinMaxScaler())
forecast = cross_val_predict(
    model, cells.to_numpy(), target.to_numpy(float), cv=KFold(10, shuffle=True, random_state=0))
print(json.dumps({
    "total": len(cells), "seconds": time.perf_counter() - start,
    "version": sklearn.__version__, "r2": r2_score(target, forecast)}))
